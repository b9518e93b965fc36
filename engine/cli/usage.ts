export const USAGE = `Usage: dstream-submit [options] FILE [ARGS…]
       dstream-submit check FILE
       dstream-submit check --fix [--write] FILE.py
       dstream-submit convert FROM TO

Runs a PySpark Streaming script (.py), a notebook (.ipynb) or a pipeline (.dstream). Standard output is what spark-submit would print there.

Options
  --master MASTER        local, local[N] or local[*] (default: local[*]; a pipeline: its own)
  --name NAME            name of the application
  --conf KEY=VALUE       a Spark setting, such as spark.streaming.blockInterval=100ms
  --py-files A,B         files, folders, zips and wheels to import from
  --wheels FOLDER        Python packages to import from, as wheels in a folder
  --batches N            stop gracefully after N batches
  --seconds S            stop gracefully after S seconds
  --set NODE.PARAM=VALUE set a parameter of a pipeline's node (by its name or id)
  --clock manual         run at a clock that moves on when a batch is done, with:
  --input PORT_OR_NODE=FILE
                         what a socket source reads: each paragraph of FILE is one batch
  --compare-with-spark   run the script here and with the Spark of this computer, and show the first difference in
                         output, files ({out} in ARGS is a folder of each run's own) or exit status; with
                         --input PORT=FILE (a paragraph each --every S seconds, default 1) and --unordered
  --history FILE         record the run in this file
  --metrics FILE         write one JSON line for each completed batch
  --quiet                print no messages on standard error
  --help, --version

Exit status: 0 done; 1 the program failed; 2 usage; 130 or 143 stopped by a signal, gracefully at the first one.
`;
