"""Of Py4J, PySpark's way to Java, scripts use the errors only. There is no Java here."""
