"""What PySpark has and this package has not: it says so when it is called, and unknown names stay unknown."""
from pyspark.errors.exceptions.base import PySparkNotImplementedError

_NAMES = {
    "Column": "dropFields withField outer transform",
    "DataFrame": """approxQuantile asTable checkpoint colRegex corr cov exists executionInfo freqItems groupingSets hint inputFiles lateralJoin localCheckpoint
        mapInArrow mapInPandas melt mergeInto metadataColumn observe pandas_api plot randomSplit repartitionById repartitionByRange replace sameSemantics sample sampleBy scalar
        semanticHash storageLevel to toArrow toLocalIterator transpose unpivot withMetadata withWatermark writeStream writeTo zipWithIndex""",
    "GroupedData": "applyInArrow applyInPandas applyInPandasWithState apply cogroup transformWithState transformWithStateInPandas",
    "SparkSession": "addArtifact addArtifacts addTag clearTags client copyFromLocalToFs dataSource getTags interruptAll interruptOperation interruptTag profile readStream removeTag streams tvf udtf",
    "DataFrameReader": "excel jdbc orc parquet table xml",
    "DataFrameWriter": "bucketBy clusterBy insertInto jdbc orc parquet saveAsTable sortBy xml",
    "Catalog": """cacheTable clearCache createExternalTable createTable functionExists getDatabase getFunction getTable isCached listCatalogs listFunctions
        recoverPartitions refreshByPath refreshTable setCurrentCatalog setCurrentDatabase uncacheTable""",
}
_METHODS = {owner: set(names.split()) for owner, names in _NAMES.items()}

_FUNCTIONS = set(
    """aes_decrypt aes_encrypt aggregate array_append array_compact array_insert array_prepend array_repeat arrays_overlap arrays_zip arrow_udf arrow_udtf assert_true
    bit_and bit_count bit_get bit_length bit_or bit_xor bitmap_bit_position bitmap_bucket_number bitmap_construct_agg bitmap_count bitmap_or_agg bitwiseNOT btrim call_udf char
    collate collation conv convert_timezone cot covar_pop covar_samp csc current_catalog current_database current_schema current_time current_timezone current_user date_from_unix_date
    date_part datepart dayname days decode elt encode equal_null exists expm1 extract filter find_in_set forall from_csv from_json from_utc_timestamp from_xml getbit grouping
    grouping_id histogram_numeric hll_sketch_agg hll_sketch_estimate hll_union hll_union_agg hours hypot inline inline_outer input_file_block_length input_file_block_start
    input_file_name java_method json_array_length json_object_keys json_tuple kurtosis levenshtein listagg listagg_distinct localtimestamp make_dt_interval make_interval
    make_timestamp make_timestamp_ltz make_timestamp_ntz make_ym_interval map_concat map_contains_key map_entries map_filter map_from_arrays map_from_entries map_zip_with mask mode
    monotonically_increasing_id monthname months nanvl next_day nth_value nullifzero octet_length overlay pandas_udf parse_json parse_url partitioning position product quote rand
    randstr raise_error reduce reflect regexp_instr regexp_substr regr_avgx regr_avgy regr_count regr_intercept regr_r2 regr_slope regr_sxx regr_sxy regr_syy rint schema_of_csv
    schema_of_json schema_of_variant schema_of_xml sec sentences session_user session_window sha shiftleft shiftright shiftrightunsigned shuffle skewness soundex space spark_partition_id
    split_part stack str_to_map string_agg string_agg_distinct timestamp_add timestamp_diff timestamp_micros timestamp_millis to_binary to_char to_csv to_json to_number to_timestamp_ltz to_timestamp_ntz
    to_unix_timestamp to_utc_timestamp to_varchar to_variant_object to_xml transform transform_keys transform_values try_add try_aes_decrypt try_avg try_element_at try_multiply
    try_parse_json try_subtract try_sum try_to_date try_to_number try_to_timestamp try_url_decode typeof udtf unbase64 unhex uniform unix_date unix_micros unix_millis unix_seconds unwrap_udt url_decode
    url_encode user uuid variant_get version width_bucket window window_time xpath xxhash64 years zeroifnull zip_with""".split()
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


def is_spark_function(name):
    return name in _FUNCTIONS


def function(name):
    return _refusing("functions." + name) if name in _FUNCTIONS else None


def _refusing(name):
    def refuse(*_args, **_kwargs):
        raise unavailable(name)

    return refuse
