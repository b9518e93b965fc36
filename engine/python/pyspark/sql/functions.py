"""Functions of columns. Most come from one table: the arguments that each takes, by name.

An argument that ends with `=` is a value (a column is taken too), one with `>` a function of columns, any other a column or
a column's name; one with `?` may be left out; `*` stands for any number of columns.
"""
import inspect
import random

from pyspark.errors.exceptions.base import PySparkValueError
from pyspark.sql import types as t
from pyspark.sql._expressions import Call, Literal, Name, Ordering, literal, new_id
from pyspark.sql._lambdas import Lambda
from pyspark.sql._unavailable import unavailable_functions
from pyspark.sql.column import Column, not_expected, to_column, to_expression
from pyspark.sql.udf import udf

_TABLE = """
upper col | ucase str | lower col | lcase str | length col | char_length str | character_length str | trim col | ltrim col | rtrim col | reverse col | initcap col
concat * | substring str pos= len= | substr str pos len? | substring_index str delim= count= | split str pattern= limit=? | regexp_extract str pattern= idx=
regexp_extract_all str regexp idx? | regexp_count str regexp | regexp_like str regexp | rlike str regexp | instr str substr= | locate substr= str pos=? | lpad col len= pad= | rpad col len= pad= | repeat col n=
replace src search replace? | translate srcCol matching= replace= | ascii col | base64 col | md5 col | sha1 col | sha2 col numBits= | crc32 col | hex col | bin col
contains left right | startswith str prefix | endswith str suffix | like str pattern | ilike str pattern | left str len | right str len | format_number col d=
abs col | sqrt col | cbrt col | exp col | ln col | log10 col | log2 col | log1p col | sin col | cos col | tan col | asin col | acos col | atan col | sinh col | cosh col | tanh col
radians col | degrees col | floor col scale=? | ceil col scale=? | ceiling col scale=? | signum col | sign col | factorial col | negative col | positive col | hash *
greatest * | least * | coalesce * | nvl col1 col2 | ifnull col1 col2 | nvl2 col1 col2 col3 | nullif col1 col2 | isnan col | isnull col | isnotnull col | pmod dividend divisor | try_divide left right
year col | month col | day col | dayofmonth col | dayofweek col | weekday col | dayofyear col | weekofyear col | quarter col | hour col | minute col | second col
to_date col format=? | to_timestamp col format=? | date_format date format= | date_add start days= | date_sub start days= | dateadd start days= | datediff end start | date_diff end start
add_months start months= | months_between date1 date2 | last_day date | trunc date format= | date_trunc format= timestamp | unix_timestamp timestamp? format=? | from_unixtime timestamp format=? | timestamp_seconds col
make_date year month day | current_date | curdate | current_timestamp | now | localtimestamp | pi | e
array * | size col | cardinality col | array_size col | array_contains col value= | array_distinct col | array_join col delimiter= null_replacement=? | array_max col | array_min col | array_position col value=
array_remove col element= | array_union col1 col2 | array_intersect col1 col2 | array_except col1 col2 | flatten col | slice x start= length= | sort_array col asc=? | element_at col extraction= | get col index=
sequence start stop step? | map_keys col | map_values col | explode col | explode_outer col | posexplode col | posexplode_outer col | get_json_object col path=
count_if col | avg col | max col | min col | max_by col ord | min_by col ord | stddev col | stddev_samp col | stddev_pop col | std col | variance col | var_samp col | var_pop col
collect_list col | collect_set col | bool_and col | bool_or col | every col | some col | corr col1 col2 | median col | percentile col percentage= | percentile_approx col percentage= accuracy=?
split_part src delimiter partNum | btrim str trim? | overlay src replace pos len=? | char col | soundex col | levenshtein left right threshold=? | find_in_set str str_array | encode col charset= | decode col charset=
unhex col | unbase64 col | conv col fromBase= toBase= | url_encode str | url_decode str | regexp_substr str regexp | regexp_instr str regexp idx? | parse_url url partToExtract key?
shiftleft col numBits= | shiftright col numBits= | shiftrightunsigned col numBits= | bit_count col | hypot col1 col2 | rint col | expm1 col | nanvl col1 col2 | width_bucket v min max numBucket=
try_add left right | try_subtract left right | try_multiply left right | try_element_at col extraction | equal_null col1 col2 | zeroifnull col | nullifzero col | typeof col | uuid | current_database | current_schema
current_catalog | input_file_name | spark_partition_id | monotonically_increasing_id | assert_true col errMsg=? | raise_error errMsg=
dayname col | monthname col | unix_date col | date_from_unix_date days | unix_seconds col | unix_millis col | unix_micros col | timestamp_millis col | timestamp_micros col | next_day date dayOfWeek=
from_utc_timestamp timestamp tz= | to_utc_timestamp timestamp tz= | try_to_timestamp col format? | try_to_date col format=? | extract field source | date_part field source | datepart field source
make_dt_interval days? hours? mins? secs? | make_ym_interval years? months? | make_interval years? months? weeks? days? hours? mins? secs?
array_append col value= | array_prepend col value= | array_insert arr pos= value= | array_compact col | array_repeat col count= | arrays_overlap a1 a2 | arrays_zip * | map_concat * | map_entries col | map_from_entries col | map_from_arrays col1 col2
map_contains_key col value= | str_to_map text pairDelim? keyValueDelim? | json_array_length col | json_object_keys col | inline col | inline_outer col | stack *
grouping col | grouping_id * | kurtosis col | skewness col | covar_pop col1 col2 | covar_samp col1 col2 | bit_and col | bit_or col | bit_xor col | product col | listagg col delimiter=? | string_agg col delimiter=? | try_sum col | try_avg col | nth_value col offset=
transform col f> | filter col f> | exists col f> | forall col f> | zip_with left right f> | map_filter col f> | transform_keys col f> | transform_values col f> | map_zip_with col1 col2 f>
aggregate col initialValue merge> finish>? | reduce col initialValue merge> finish>? | array_sort col comparator>?
row_number | rank | dense_rank | percent_rank | cume_dist | ntile n=
"""


def _lambda(function, names="xyz"):
    """A Python function of columns as a lambda: called once, with columns that stand for its parameters."""
    parameters = list(inspect.signature(function).parameters.values())
    if any(each.kind not in (each.POSITIONAL_ONLY, each.POSITIONAL_OR_KEYWORD) for each in parameters):
        raise PySparkValueError(errorClass="UNSUPPORTED_PARAM_TYPE_FOR_HIGHER_ORDER_FUNCTION", messageParameters={"func_name": function.__name__})
    if not 1 <= len(parameters) <= len(names):
        raise PySparkValueError(errorClass="WRONG_NUM_ARGS_FOR_HIGHER_ORDER_FUNCTION", messageParameters={"func_name": function.__name__, "num_args": str(len(parameters))})
    given = ["%s_%d" % (name, new_id()) for name in names[: len(parameters)]]
    result = function(*[Column(Name((name,))) for name in given])
    if not isinstance(result, Column):
        raise PySparkValueError(errorClass="HIGHER_ORDER_FUNCTION_SHOULD_RETURN_COLUMN", messageParameters={"func_name": function.__name__, "return_type": type(result).__name__})
    return Lambda(given, result._expression)


def _node(parameter, value):
    return to_expression(value) if "=" in parameter else _lambda(value) if ">" in parameter else to_column(value, parameter)


def _maker(name, parameters):
    """A function with the parameters' names: Python itself tells what is missing or too much."""
    if parameters == ["*"]:
        return eval(compile("lambda *cols: make(cols)", __file__, "eval"), {"make": lambda cols: Column(Call(name, _columns(cols)))})

    def make(*values):
        nodes = [_node(parameter, value) for parameter, value in zip(parameters, values) if value is not None]
        return Column(Call(name, nodes))

    names = [parameter.rstrip("=>?") for parameter in parameters]
    declared = [plain + "=None" if "?" in parameter else plain for plain, parameter in zip(names, parameters)]
    return eval(compile("lambda %s: make(%s)" % (", ".join(declared), ", ".join(names)), __file__, "eval"), {"make": make})


def _named(name, function):
    function.__name__ = function.__qualname__ = name
    function.__module__ = __name__
    return function


for _line in _TABLE.strip().splitlines():
    for _declared in _line.split(" | "):
        _name, *_parameters = _declared.split()
        globals()[_name] = _named(_name, _maker(_name, _parameters))


def lit(col):
    return col if isinstance(col, Column) else Column(literal(col))


def col(col):
    if not isinstance(col, str):
        raise not_expected("col", "str", col)
    return Column(col)


column = col


def expr(str):
    from pyspark.sql._parser import parse_expression
    from pyspark.sql.session import SparkSession

    return Column(parse_expression(str, SparkSession._instantiatedSession))


def asc(col):
    return Column(Ordering(to_column(col), True))


def desc(col):
    return Column(Ordering(to_column(col), False))


def asc_nulls_first(col):
    return Column(Ordering(to_column(col), True, True))


def asc_nulls_last(col):
    return Column(Ordering(to_column(col), True, False))


def desc_nulls_first(col):
    return Column(Ordering(to_column(col), False, True))


def desc_nulls_last(col):
    return Column(Ordering(to_column(col), False, False))


def count(col):
    return Column(Call("count", [to_column(col)]))


def mean(col):
    return Column(Call("avg", [to_column(col)]))


def array_agg(col):
    return Column(Call("collect_list", [to_column(col)]))


def sum(col):
    return Column(Call("sum", [to_column(col)]))


def count_distinct(col, *cols):
    return Column(Call("count", [to_column(each) for each in (col, *cols)], distinct=True))


countDistinct = count_distinct


def sum_distinct(col):
    return Column(Call("sum", [to_column(col)], distinct=True))


sumDistinct = sum_distinct


def approx_count_distinct(col, rsd=None):
    return Column(Call("approx_count_distinct", [to_column(col)]))


approxCountDistinct = approx_count_distinct


def first(col, ignorenulls=False):
    return _ignoring("first", col, ignorenulls)


def last(col, ignorenulls=False):
    return _ignoring("last", col, ignorenulls)


def first_value(col, ignoreNulls=False):
    return _ignoring("first_value", col, ignoreNulls)


def last_value(col, ignoreNulls=False):
    return _ignoring("last_value", col, ignoreNulls)


def any_value(col, ignoreNulls=False):
    return _ignoring("any_value", col, ignoreNulls)


def _ignoring(name, col, ignore):
    more = [Literal(True, t.BooleanType())] if ignore else []
    return Column(Call(name, [to_column(col), *more]))


def when(condition, value):
    if not isinstance(condition, Column):
        raise not_expected("condition", "Column", condition)
    return Column(Call("case", [condition._expression, to_expression(value)]))


def concat_ws(sep, *cols):
    return Column(Call("concat_ws", [literal(sep), *_columns(cols)]))


def format_string(format, *cols):
    return Column(Call("format_string", [literal(format), *_columns(cols)]))


printf = format_string


def _columns(cols):
    given = cols[0] if len(cols) == 1 and isinstance(cols[0], (list, tuple, set)) else cols
    return [to_column(each) for each in given]


def regexp_replace(string, pattern, replacement):
    return Column(Call("regexp_replace", [to_column(string), to_expression(pattern), to_expression(replacement)]))


def round(col, scale=0):
    return Column(Call("round", [to_column(col), to_expression(scale)]))


def bround(col, scale=0):
    return Column(Call("bround", [to_column(col), to_expression(scale)]))


def pow(col1, col2):
    return Column(Call("power", [_column_or_number(col1), _column_or_number(col2)]))


power = pow


def atan2(col1, col2):
    return Column(Call("atan2", [_column_or_number(col1), _column_or_number(col2)]))


def _column_or_number(value):
    return literal(value) if isinstance(value, (int, float)) and not isinstance(value, bool) else to_column(value)


def log(arg1, arg2=None):
    if arg2 is None:
        return Column(Call("ln", [to_column(arg1)]))
    return Column(Call("log", [to_expression(float(arg1)), to_column(arg2)]))


def rand(seed=None):
    return Column(Call("rand", [literal(_seed(seed))]))


def randn(seed=None):
    return Column(Call("randn", [literal(_seed(seed))]))


def _seed(given):
    return random.getrandbits(63) if given is None else given


def struct(*cols):
    return Column(Call("struct", _columns(cols)))


def create_map(*cols):
    return Column(Call("map", _columns(cols)))


def named_struct(*cols):
    return Column(Call("named_struct", _columns(cols)))


def mode(col, deterministic=False):
    return Column(Call("mode", [to_column(col)]))


def lag(col, offset=1, default=None):
    return Column(Call("lag", [to_column(col), literal(offset), literal(default)]))


def lead(col, offset=1, default=None):
    return Column(Call("lead", [to_column(col), literal(offset), literal(default)]))


def from_json(col, schema, options=None):
    wanted = schema._expression if isinstance(schema, Column) else Literal(schema if isinstance(schema, str) else schema.simpleString(), t.StringType())
    return Column(Call("from_json", [to_column(col), wanted]))


def to_json(col, options=None):
    return Column(Call("to_json", [to_column(col)]))


def schema_of_json(json, options=None):
    return Column(Call("schema_of_json", [to_expression(json)]))


def json_tuple(col, *fields):
    return Column(Call("json_tuple", [to_column(col), *[literal(each) for each in fields]]))


def window(timeColumn, windowDuration, slideDuration=None, startTime=None):
    durations = [each for each in (windowDuration, slideDuration or (windowDuration if startTime else None), startTime) if each is not None]
    for name, each in (("windowDuration", windowDuration), ("slideDuration", slideDuration), ("startTime", startTime)):
        if each is not None and (not isinstance(each, str) or not each) or name == "windowDuration" and not isinstance(each, str):
            raise not_expected(name, "str", each)
    return Column(Call("window", [to_column(timeColumn), *[literal(each) for each in durations]]))


def session_window(timeColumn, gapDuration):
    gap = literal(gapDuration) if isinstance(gapDuration, str) else to_expression(gapDuration)
    return Column(Call("session_window", [to_column(timeColumn), gap]))


def window_time(windowColumn):
    return Column(Call("window_time", [to_column(windowColumn)]))


def broadcast(df):
    """A hint to send the DataFrame whole to where it is joined."""
    from pyspark.sql._plans import Hinted

    return df._with(Hinted(df._plan))


def bitwise_not(col):
    return Column(Call("~", [to_column(col)]))


bitwiseNOT = bitwise_not


def call_function(funcName, *cols):
    return Column(Call(funcName.lower(), _columns(cols)))


def __getattr__(name):
    from pyspark.sql._unavailable import function

    made = function(name)
    if made is None:
        raise AttributeError("module 'pyspark.sql.functions' has no attribute '%s'" % name)
    return made


#: names that are here, and not among those of `import *`: Spark's older ones, and what this file needs
_OLDER = {"approxCountDistinct", "bitwiseNOT", "countDistinct", "sumDistinct", "uuid", "inspect", "random", "t", "PySparkValueError", "Name", "Lambda", "new_id", "Call", "Literal", "Ordering", "literal", "Column", "not_expected", "to_column", "to_expression", "unavailable_functions"}
__all__ = sorted({name for name in dir() if not name.startswith("_")} - _OLDER | unavailable_functions())
