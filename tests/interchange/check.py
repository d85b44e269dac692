#!/usr/bin/env python3
"""Opens what `plexus export` writes with the programs it is for, and counts.

    tests/interchange/check.py PLEXUS [FOLDER]

Writes the embedded network and a graph of hostile names in every format into FOLDER (a temporary one
otherwise) and reads each file with networkx, igraph, rdflib, duckdb and so on: as many nodes and
relations as the graph has, with the names and the properties it has. A library that is not there is
said to be skipped; anything that differs ends the run with exit code 1.
"""

import csv
import importlib
import json
import subprocess
import sys
import tempfile
from collections import Counter
from pathlib import Path

HOSTILE = [
    "quote \" and 'apostrophe' \\ backslash",
    "]]> </script><!-- & &amp; %7B #quot;",
    "=1+1",
    "@SUM(A1)",
    "line\nbreak\ttab",
    "\x1b[31mred\x07",
    "\u202eright to left שלום",
    "end",
    ";|`{}[]",
]

done, skipped = [], []


def library(name):
    """A library, or none where it is not installed."""
    try:
        return importlib.import_module(name)
    except ImportError:
        return None


def check(what, needs):
    """Runs a check where the libraries that it needs are there."""

    def run(function):
        found = [library(name) for name in needs]
        if None in found:
            missing = needs[found.index(None)]
            skipped.append(f"{what}: {missing} is not installed")
        else:
            function(*found)
            done.append(what)

    return run


def same(what, found, wanted):
    if found != wanted:
        print(f"FAILED {what}\n  found  {str(found)[:600]}\n  wanted {str(wanted)[:600]}")
        sys.exit(1)


class Graph:
    """A database file, what a query says is in it, and its exports."""

    def __init__(self, plexus, name, file, folder):
        self.plexus, self.name, self.file, self.folder = plexus, name, file, folder
        nodes = self.query("MATCH (n) RETURN properties(n) AS p, labels(n) AS l, elementId(n) AS e")
        edges = self.query(
            # One that reads the same from either end is found from both.
            "MATCH ()-[r]->() WITH DISTINCT r RETURN type(r) AS t, properties(r) AS p, "
            "elementId(startNode(r)) AS a, elementId(endNode(r)) AS b"
        )
        self.nodes, self.edges = nodes, edges
        self.names = Counter(self.name_of(n) for n in nodes)
        self.keys = {n["e"]: n["p"].get("id", n["e"]) for n in nodes}
        self.ties = Counter((self.keys[r["a"]], r["t"], self.keys[r["b"]]) for r in edges)

    @staticmethod
    def name_of(node):
        return node["p"].get("name") or node["e"]

    def query(self, text):
        run = subprocess.run(
            [self.plexus, "query", "--db", str(self.file), "--format", "json", text],
            capture_output=True,
            check=True,
        )
        return json.loads(run.stdout)

    def export(self, format, name):
        to = self.folder / f"{self.name}-{name}"
        subprocess.run(
            [self.plexus, "export", "--db", str(self.file), "--format", format, "-o", str(to)],
            capture_output=True,
            check=True,
        )
        return to


def visible(text):
    """A text as XML can hold it."""
    held = lambda c: c in "\t\n\r" or 0x20 <= ord(c) <= 0xD7FF or 0xE000 <= ord(c) <= 0xFFFD or ord(c) > 0xFFFF
    return "".join(c if held(c) else "\ufffd" for c in text)


def graphml(graph):
    file = graph.export("graphml", "network.graphml")
    names = Counter(visible(name) for name in graph.names.elements())

    @check(f"{graph.name}: GraphML in networkx", ["networkx"])
    def _(nx):
        read = nx.read_graphml(file, force_multigraph=True)
        same("nodes", read.number_of_nodes(), len(graph.nodes))
        same("relations", read.number_of_edges(), len(graph.edges))
        same("names", Counter(d["label"] for _, d in read.nodes(data=True)), names)
        same("ends", Counter((a, b) for a, b, _ in read.edges(keys=True)),
             Counter((a, b) for a, _, b in graph.ties.elements()))
        if graph.name == "london":
            brent = read.nodes["org:brent-council"]
            same("kind", brent["kind"], "organisation/council")
            same("evidence", len(json.loads(brent["evidence"])), 2)

    @check(f"{graph.name}: GraphML in igraph", ["igraph"])
    def _(igraph):
        read = igraph.Graph.Read_GraphML(str(file))
        same("nodes", read.vcount(), len(graph.nodes))
        same("relations", read.ecount(), len(graph.edges))
        same("names", Counter(read.vs["label"]), names)

    @check(f"{graph.name}: GraphML is well-formed", ["lxml.etree"])
    def _(etree):
        etree.parse(str(file), etree.XMLParser(resolve_entities=False, no_network=True))


def gexf(graph):
    file = graph.export("gexf", "network.gexf")

    @check(f"{graph.name}: GEXF in networkx", ["networkx"])
    def _(nx):
        read = nx.read_gexf(file, version="1.3")
        same("nodes", read.number_of_nodes(), len(graph.nodes))
        same("relations", read.number_of_edges(), len(graph.edges))
        names = Counter(visible(name) for name in graph.names.elements())
        same("names", Counter(d["label"] for _, d in read.nodes(data=True)), names)

    @check(f"{graph.name}: GEXF's days are whole days", ["lxml.etree"])
    def _(etree):
        root = etree.parse(str(file)).getroot()
        graph_element = root.find("{*}graph")
        same("mode", graph_element.get("timeformat"), "date")
        for element in root.iter("{*}node", "{*}edge"):
            start, end = element.get("start", "0000-01-01"), element.get("end", "9999-12-31")
            same("days", (len(start), len(end), start <= end), (10, 10, True))


def jsons(graph):
    @check(f"{graph.name}: node-link JSON in networkx", ["networkx"])
    def _(nx):
        data = json.loads(graph.export("json", "network.json").read_text("utf-8"))
        for key in ("edges", "links"):
            read = nx.node_link_graph(data, edges=key)
            same("nodes", read.number_of_nodes(), len(graph.nodes))
            same("relations", read.number_of_edges(), len(graph.edges))
            names = Counter(d.get("name") or n for n, d in read.nodes(data=True))
            same("names", names, graph.names)

    @check(f"{graph.name}: Cytoscape JSON in networkx", ["networkx"])
    def _(nx):
        data = json.loads(graph.export("cytoscape", "network.cyjs").read_text("utf-8"))
        read = nx.cytoscape_graph(data)
        same("nodes", read.number_of_nodes(), len(graph.nodes))
        same("relations", read.number_of_edges(), len(graph.edges))
        same("names", Counter(d["name"] or n for n, d in read.nodes(data=True)), graph.names)


def sheets(graph):
    def rows(file):
        with open(file, encoding="utf-8", newline="") as text:
            return list(csv.DictReader(text))

    for format, nodes, edges in [
        ("csv", "nodes.csv", "edges.csv"),
        ("gephi-csv", "nodes.csv", "edges.csv"),
        ("neo4j-csv", "nodes.csv", "relationships.csv"),
    ]:

        @check(f"{graph.name}: {format}", [])
        def _():
            folder = graph.export(format, format)
            read, ties = rows(folder / nodes), rows(folder / edges)
            same("nodes", len(read), len(graph.nodes))
            same("relations", len(ties), len(graph.edges))
            if format == "neo4j-csv":
                key = next(k for k in read[0] if k.startswith("name:"))
                names = Counter(row[key] or row[":ID"] for row in read)
                same("names", names, graph.names)
                same("ties", Counter((r[":START_ID"], r[":TYPE"], r[":END_ID"]) for r in ties), graph.ties)
            else:
                formulas = [c for r in read + ties for c in r.values() if c and c[0] in "=+-@\t\r"]
                same("formulas", formulas, [])

        @check(f"{graph.name}: {format} in duckdb", ["duckdb"])
        def _(duckdb):
            folder = graph.export(format, format)
            count = lambda name: duckdb.sql(
                f"SELECT count(*) FROM read_csv('{folder / name}', all_varchar = true)"
            ).fetchall()[0][0]
            same("rows", (count(nodes), count(edges)), (len(graph.nodes), len(graph.edges)))


def rdf(graph):
    counts = {}
    for format, name, syntax in [("turtle", "network.ttl", "turtle"), ("jsonld", "network.jsonld", "json-ld")]:

        @check(f"{graph.name}: {format} in rdflib", ["rdflib"])
        def _(rdflib):
            read = rdflib.Graph()
            read.parse(graph.export(format, name), format=syntax)
            plx = rdflib.Namespace("urn:plexus:term:")
            label = rdflib.RDFS.label
            same("names", Counter(str(o) for o in read.objects(None, label)), graph.names)
            same("relations", len(set(read.subjects(plx["from"], None))), len(graph.edges))
            counts[format] = len(read)
            if graph.name == "london":
                org = rdflib.Namespace("http://www.w3.org/ns/org#")
                wanted = {"MEMBER_OF", "CHAIRS", "CHIEF_EXECUTIVE_OF", "DIRECTOR_OF", "WORKS_AT"}
                ties = [r for r in graph.edges if r["t"] in wanted]
                same("memberships", len(set(read.subjects(rdflib.RDF.type, org.Membership))), len(ties))
                quotes = set(str(o) for o in read.objects(None, rdflib.PROV.value))
                for edge in graph.edges:
                    same("quotes", [q for q in edge["p"].get("quotes", []) if q not in quotes], [])

    if len(counts) == 2:
        same("triples of Turtle and JSON-LD", counts["turtle"], counts["jsonld"])


def cypher(graph):
    @check(f"{graph.name}: openCypher in a session of our own", [])
    def _():
        statements = graph.export("cypher", "network.cypher").read_text("utf-8").splitlines()
        statements.append("MATCH (n) RETURN count(n)")
        statements.append("MATCH ()-[r]->() RETURN count(r)")
        lines = "".join(json.dumps({"statement": s}) + "\n" for s in statements)
        run = subprocess.run(
            [graph.plexus, "session", "--schema", "open"], input=lines.encode(), capture_output=True, check=True
        )
        replies = [json.loads(line) for line in run.stdout.splitlines()]
        same("errors", [r for r in replies if "errors" in r], [])
        count = lambda reply: int(reply["data"]["values"][0][0]["_value"])
        found = (count(replies[-2]), count(replies[-1]))
        same("counts", found, (len(graph.nodes), len(graph.edges)))


def mermaid(graph, parser):
    file = graph.export("mermaid", "network.mmd")
    lines = file.read_text("utf-8").splitlines()
    same("lines", len(lines), 1 + len(graph.nodes) + len(graph.edges))
    if parser is None:
        skipped.append(f"{graph.name}: Mermaid's parser: node with the package mermaid is not there")
        return
    run = subprocess.run(["node", str(parser), str(file)], capture_output=True, text=True)
    same("Mermaid", (run.returncode, run.stdout.strip(), run.stderr[-300:] if run.returncode else ""),
         (0, f"{len(graph.nodes)} {len(graph.edges)}", ""))
    done.append(f"{graph.name}: Mermaid in its own parser")


def load_again(graph, folder):
    """What was exported loads again and says the same."""
    wanted = subprocess.run([graph.plexus, "dump", str(graph.file)], capture_output=True, check=True).stdout
    for name, data in [
        ("graphml", ["network.graphml"]),
        ("json", ["network.json"]),
        ("turtle", ["network.ttl"]),
        ("csv", ["csv/nodes.csv", "csv/edges.csv"]),
    ]:
        file = folder / f"again-{name}.plexus"
        paths = [str(graph.folder / f"{graph.name}-{part}") for part in data]
        subprocess.run([graph.plexus, "load", str(file), *paths], capture_output=True, check=True)
        found = subprocess.run([graph.plexus, "dump", str(file)], capture_output=True, check=True).stdout
        same(f"loaded from {name}", found == wanted, True)
        done.append(f"{graph.name}: {name} loads again, the same in every fact")


def hostile(plexus, file):
    """A database without a schema in which nothing is harmless."""
    subprocess.run([plexus, "init", str(file), "--schema", "open"], capture_output=True, check=True)
    create = (
        "CREATE (:`A;b \"c\"` {name: $name, `odd key <&> \"`: [1, 'x;y'], n: 1.0, "
        "at: date('2021-02-03')})"
    )
    tie = (
        "MATCH (a {name: 'end'}), (b {name: '=1+1'}) "
        "CREATE (a)-[:`T <y>` {why: $why}]->(b), (a)-[:`T <y>`]->(b), (b)-[:U]->(b)"
    )
    text = lambda value: {"$type": "String", "_value": value}
    statements = [{"statement": create, "parameters": {"name": text(name)}} for name in HOSTILE]
    statements.append({"statement": tie, "parameters": {"why": text(HOSTILE[1])}})
    lines = "".join(json.dumps(s) + "\n" for s in statements)
    run = subprocess.run([plexus, "session", str(file)], input=lines.encode(), capture_output=True, check=True)
    same("errors", [line for line in run.stdout.splitlines() if b'"errors"' in line], [])


def main():
    plexus, folder = sys.argv[1], sys.argv[2] if len(sys.argv) > 2 else None
    parser = Path(sys.argv[3]) if len(sys.argv) > 3 else None
    with tempfile.TemporaryDirectory() as temporary:
        folder = Path(folder or temporary)
        folder.mkdir(parents=True, exist_ok=True)
        london = folder / "london.plexus"
        subprocess.run([plexus, "init", str(london), "--from", "london"], capture_output=True, check=True)
        odd = folder / "hostile.plexus"
        hostile(plexus, odd)
        for graph in [Graph(plexus, "london", london, folder), Graph(plexus, "hostile", odd, folder)]:
            for part in (graphml, gexf, jsons, sheets, rdf, cypher):
                part(graph)
            mermaid(graph, parser)
            if graph.name == "london":
                load_again(graph, folder)
    for line in done:
        print(f"ok       {line}")
    for line in skipped:
        print(f"skipped  {line}")


if __name__ == "__main__":
    main()
