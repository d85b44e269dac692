#!/usr/bin/env python3
"""Asks three questions of the Parquet export in other engines, and holds the answers against our own.

    tests/interchange/scale_out.py PLEXUS

The queries are those of docs/scale-out.md, read from there. An engine that is not installed is skipped.
"""

import importlib.util
import json
import re
import shutil
import subprocess
import sys
import tempfile
from pathlib import Path

DOCUMENT = Path(__file__).resolve().parents[2] / "docs" / "scale-out.md"


def blocks():
    """The queries of the document: by engine, in the order of the questions."""
    found = {}
    for language, engine, text in re.findall(r"```(\w+) (\w+)\n(.*?)```", DOCUMENT.read_text("utf-8"), re.S):
        found.setdefault(engine, []).append(text.strip())
    return found


def rows(answer):
    return sorted(tuple(str(cell) for cell in row) for row in answer)


def plexus(program, queries):
    for query in queries:
        run = subprocess.run([program, "query", "--format", "json", query], capture_output=True, check=True)
        yield rows(row.values() for row in json.loads(run.stdout))


def duckdb(folder, queries):
    import duckdb as engine

    with engine.connect() as connection:
        for query in queries:
            yield rows(connection.sql(query.replace("network/", f"{folder}/")).fetchall())


def ladybug(folder, queries):
    import ladybug as engine

    with tempfile.TemporaryDirectory() as place:
        connection = engine.Connection(engine.Database(f"{place}/graph"))
        load, *queries = queries
        for statement in filter(str.strip, load.replace("network/", f"{folder}/").split(";")):
            connection.execute(statement)
        for query in queries:
            yield rows(connection.execute(query).get_all())


def spark(folder, queries):
    from pyspark.sql import SparkSession

    quiet = {"spark.ui.enabled": "false", "spark.ui.showConsoleProgress": "false"}
    session = SparkSession.builder.master("local[1]").config(map=quiet).getOrCreate()
    session.sparkContext.setLogLevel("ERROR")
    for query in queries:
        names = {"spark": session}
        exec(query.replace("network/", f"{folder}/"), names)
        yield rows(names["answer"].collect())
    session.stop()


def main():
    program = sys.argv[1]
    queries = blocks()
    wanted = list(plexus(program, queries["plexus"]))
    assert all(wanted), "each question has an answer"
    with tempfile.TemporaryDirectory() as place:
        folder = Path(place) / "network"
        run = subprocess.run([program, "export", "--format", "parquet", "-o", str(folder)], capture_output=True)
        if b"--features parquet" in run.stderr:
            print("skipped  scale-out: this build of plexus does not write Parquet")
            return
        run.check_returncode()
        for name, ask, needs in [("duckdb", duckdb, "duckdb"), ("ladybug", ladybug, "ladybug"), ("spark", spark, "pyspark")]:
            if name == "spark" and shutil.which("java") is None:
                print("skipped  spark: there is no Java")
                continue
            if importlib.util.find_spec(needs) is None:
                print(f"skipped  {name}: {needs} is not installed")
                continue
            for number, (found, own) in enumerate(zip(ask(folder, queries[name]), wanted, strict=True), 1):
                if found != own:
                    print(f"FAILED   {name}, question {number}\n  found  {found}\n  wanted {own}")
                    sys.exit(1)
            print(f"ok       {name}: {len(wanted)} questions of docs/scale-out.md, the same answers")


if __name__ == "__main__":
    main()
