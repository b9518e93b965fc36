"""PySpark's exceptions."""
from pyspark.errors.exceptions import base
from pyspark.errors.exceptions.base import *  # noqa: F403

__all__ = [name for name, member in vars(base).items() if isinstance(member, type)]
