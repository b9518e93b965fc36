"""What PySpark has and this package has not: it says so when it is called, and unknown names stay unknown."""
from pyspark.errors.exceptions.base import PySparkNotImplementedError

_NAMES = {
    "Column": "outer transform",
    "DataFrame": """asTable colRegex exists executionInfo freqItems groupingSets inputFiles lateralJoin
        mapInArrow mapInPandas mergeInto metadataColumn observe pandas_api plot repartitionById repartitionByRange sameSemantics sampleBy scalar
        semanticHash storageLevel to toArrow toLocalIterator transpose withMetadata writeStream writeTo zipWithIndex""",
    "GroupedData": "applyInArrow applyInPandas applyInPandasWithState apply cogroup transformWithState transformWithStateInPandas",
    "SparkSession": "addArtifact addArtifacts addTag clearTags client copyFromLocalToFs dataSource getTags interruptAll interruptOperation interruptTag profile readStream removeTag streams tvf udtf",
    "DataFrameReader": "excel jdbc orc parquet xml",
    "DataFrameWriter": "bucketBy clusterBy jdbc orc parquet sortBy xml",
    "Catalog": """cacheTable clearCache createExternalTable createTable functionExists getDatabase getFunction getTable isCached listCatalogs listFunctions
        recoverPartitions refreshByPath refreshTable setCurrentCatalog setCurrentDatabase uncacheTable""",
}
_METHODS = {owner: set(names.split()) for owner, names in _NAMES.items()}

_FUNCTIONS = set(
    """aes_decrypt aes_encrypt arrow_udf arrow_udtf bit_get bit_length bitmap_bit_position bitmap_bucket_number bitmap_construct_agg bitmap_count bitmap_or_agg call_udf collate
    collation convert_timezone cot csc current_time current_timezone current_user days from_csv from_xml getbit histogram_numeric hll_sketch_agg
    hll_sketch_estimate hll_union hll_union_agg hours input_file_block_length input_file_block_start java_method listagg_distinct make_timestamp_ltz make_timestamp_ntz mask
    months octet_length pandas_udf parse_json partitioning quote rand randstr reflect regr_avgx regr_avgy regr_count regr_intercept regr_r2 regr_slope regr_sxx regr_sxy
    regr_syy schema_of_csv schema_of_variant schema_of_xml sec sentences session_user shuffle string_agg_distinct timestamp_add timestamp_diff to_binary
    to_char to_csv to_number to_timestamp_ltz to_varchar to_variant_object to_xml try_aes_decrypt try_parse_json try_to_number try_url_decode udtf uniform unwrap_udt user
    variant_get version xpath xxhash64 years""".split()
)
_PROPERTIES = {"readStream", "writeStream", "streams", "tvf", "plot", "dataSource", "storageLevel", "executionInfo"}
_ADVICE = {
    "readStream": " Structured Streaming is not part of DStream Studio: read the stream with StreamingContext, and make DataFrames in foreachRDD.",
    "writeStream": " Structured Streaming is not part of DStream Studio: write the batches of a DStream in foreachRDD.",
    "parquet": " Here there are csv, json and text.",
    "orc": " Here there are csv, json and text.",
}


def unavailable(name):
    advice = _ADVICE.get(name.rpartition(".")[2], "")
    return PySparkNotImplementedError("%s is not available here; run the script on Spark.%s" % (name, advice))


def method(owner, name):
    """What stands for a method that is not here; None for a name that PySpark does not have either.

    :raises PySparkNotImplementedError: for a property
    """
    if name not in _METHODS[owner]:
        return None
    if name in _PROPERTIES:
        raise unavailable("%s.%s" % (owner, name))
    return _refusing("%s.%s" % (owner, name))


def unavailable_functions():
    return set(_FUNCTIONS)


def is_spark_function(name):
    return name in _FUNCTIONS


def function(name):
    return _refusing("functions." + name) if name in _FUNCTIONS else None


def _refusing(name):
    def refuse(*_args, **_kwargs):
        raise unavailable(name)

    return refuse
