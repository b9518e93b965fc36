def search_jar(project_relative_path, sbt_jar_name_prefix, mvn_jar_name_prefix):
    """There are no jars here."""
    return None
