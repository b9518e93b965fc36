"""Names that older scripts import from here."""
from pyspark.errors.exceptions.captured import AnalysisException, IllegalArgumentException, ParseException, PythonException, UnsupportedOperationException

__all__ = ["AnalysisException", "IllegalArgumentException", "ParseException", "PythonException", "UnsupportedOperationException", "is_remote"]


def is_remote():
    return False
