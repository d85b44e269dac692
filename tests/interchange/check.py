#!/usr/bin/env python3
"""Opens what `plexus export` writes with the programs it is for, and holds every value against the graph.

    tests/interchange/check.py PLEXUS [FOLDER [MERMAID]]

Writes the embedded network and a graph of hostile names in every format into FOLDER (a temporary one
otherwise) and reads each file with networkx, igraph, rdflib, pyarrow, duckdb and so on: the same nodes and
relations, and each with the same attributes. A library that is not there is said to be skipped; anything
that differs ends the run with exit code 1.
"""

import csv
import datetime
import importlib
import json
import math
import re
import subprocess
import sys
import tempfile
from pathlib import Path
from urllib.parse import unquote

from graph import Graph, canonical, counted, free, held, same, spread

HERE = Path(__file__).parent
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


def visible(text):
    """A text as XML can hold it."""
    holds = lambda c: c in "\t\n\r" or 0x20 <= ord(c) <= 0xD7FF or 0xE000 <= ord(c) <= 0xFFFD or ord(c) > 0xFFFF
    return "".join(c if holds(c) else "\ufffd" for c in text)


def without(keys, *names):
    return {key: value for key, value in keys.items() if key not in names}


def by_id(edges):
    """Relations in the order of their ids, which are given first."""
    return [edge for _, edge in sorted((int(id[1:]), edge) for id, *edge in edges)]


def valid(etree, file, schema):
    document = etree.parse(str(file), etree.XMLParser(resolve_entities=False, no_network=True))
    grammar = etree.RelaxNG(etree.parse(str(HERE / schema)))
    same(f"{file.name} by {schema}", (grammar.validate(document), str(grammar.error_log)), (True, ""))
    return document.getroot()


def graphml(graph):
    file = graph.export("graphml", "network.graphml")
    drawn = ("label", "r", "g", "b", "x", "y", "size", "shape_type")
    flat = lambda keys, one: free(spread(keys), *(["id", "label"] if "from" in one else drawn))

    @check(f"{graph.name}: GraphML in networkx", ["networkx"])
    def _(nx):
        read = nx.read_graphml(file, force_multigraph=True)
        nodes = {key: without(keys, *drawn) for key, keys in read.nodes(data=True)}
        edges = by_id((id, a, b, without(keys, "label", "id")) for a, b, id, keys in read.edges(keys=True, data=True))
        graph.hold("GraphML in networkx", nodes, edges, text=visible, wanted=flat)
        for key, label in read.nodes(data="label"):
            same("label", label, visible(graph.label(key)))

    @check(f"{graph.name}: GraphML in igraph", ["igraph"])
    def _(igraph):
        read = igraph.Graph.Read_GraphML(str(file))
        # igraph gives every node every attribute: what is not there is NaN, false or empty. An ampersand in a name
        # stays as its parser spells it.
        number = lambda v: not (isinstance(v, float) and math.isnan(v))
        there = lambda keys: {k.replace("&#38;", "&"): v for k, v in keys.items() if number(v)}
        nodes = {node["id"]: without(there(node.attributes()), "id", *drawn) for node in read.vs}
        # Its edges have the ids of the nodes (igraph 1.0), and the order of the file.
        edges = [
            (read.vs[edge.source]["id"], read.vs[edge.target]["id"], without(there(edge.attributes()), "id", "label"))
            for edge in read.es
        ]
        graph.hold("GraphML in igraph", nodes, edges, text=visible, wanted=flat, lost=("", False))

    @check(f"{graph.name}: GraphML by its schema", ["lxml.etree"])
    def _(etree):
        valid(etree, file, "graphml.rng")


def gexf(graph):
    file = graph.export("gexf", "network.gexf")

    @check(f"{graph.name}: GEXF in networkx", ["networkx"])
    def _(nx):
        read = nx.read_gexf(file, version="1.3")
        same("nodes", sorted(read), sorted(graph.nodes))
        same("relations", read.number_of_edges(), len(graph.edges))
        for key, keys in read.nodes(data=True):
            # Its days take the place of our attributes of the same names.
            names = ("label", "viz", "start", "end")
            same("label", keys["label"], visible(graph.label(key)))
            wanted = without(free(spread(graph.nodes[key]["said"]), "label"), *names)
            held(f"GEXF in networkx: {key}", without(keys, *names), wanted, visible, ())

    @check(f"{graph.name}: GEXF by its schema, every attribute and whole days", ["lxml.etree"])
    def _(etree):
        root = valid(etree, file, "gexf.rng")
        types = {"long": int, "double": float, "boolean": lambda text: text == "true", "string": str}

        def attributes(element, of):
            declared = {
                one.get("id"): (one.get("title"), types[one.get("type")])
                for one in root.find(f"{{*}}graph/{{*}}attributes[@class='{of}']")
            }
            values = {one.get("for"): one.get("value") for one in element.iter("{*}attvalue")}
            return {declared[id][0]: declared[id][1](value) for id, value in values.items()}

        nodes = {node.get("id"): attributes(node, "node") for node in root.iter("{*}node")}
        edges = by_id(
            (edge.get("id"), edge.get("source"), edge.get("target"), attributes(edge, "edge"))
            for edge in root.iter("{*}edge")
        )
        wanted = lambda keys, one: free(spread(keys), *(["id", "key", "label"] if "from" in one else ["label"]))
        graph.hold("GEXF", nodes, edges, text=visible, wanted=wanted)
        for element in root.iter("{*}node", "{*}edge"):
            start, end = element.get("start", "0000-01-01"), element.get("end", "9999-12-31")
            same("days", (len(start), len(end), start <= end), (10, 10, True))


def jsons(graph):
    @check(f"{graph.name}: node-link JSON in networkx", ["networkx"])
    def _(nx):
        data = json.loads(graph.export("json", "network.json").read_text("utf-8"))
        for key in ("edges", "links"):
            read = nx.node_link_graph(data, edges=key)
            edges = by_id((id, a, b, keys) for a, b, id, keys in read.edges(keys=True, data=True))
            wanted = lambda keys, _: free(keys, "source", "target", "key")
            graph.hold(f"node-link JSON, {key}", dict(read.nodes(data=True)), edges, wanted=wanted)

    @check(f"{graph.name}: Cytoscape JSON in networkx", ["networkx"])
    def _(nx):
        data = json.loads(graph.export("cytoscape", "network.cyjs").read_text("utf-8"))
        read = nx.cytoscape_graph(data)
        nodes = {key: without(keys, "id", "value") for key, keys in read.nodes(data=True)}
        own = ("id", "source", "target", "interaction", "key")
        edges = by_id((id, a, b, without(keys, *own)) for a, b, id, keys in read.edges(keys=True, data=True))
        graph.hold("Cytoscape JSON", nodes, edges, wanted=lambda keys, _: free(keys, "value", *own))


def rows(file):
    with open(file, encoding="utf-8", newline="") as text:
        return list(csv.reader(text))


def table(file):
    """The heading of a sheet, and its rows."""
    head, *body = rows(file)
    return head, body


def plain_cell(text):
    """A cell without the apostrophe that keeps a spreadsheet from calculating it."""
    return text[1:] if text[:1] == "'" and text[1:2] in tuple("=+-@\t\r") else text


def sheets(graph):
    folders = {name: graph.export(name, name) for name in ("csv", "gephi-csv", "neo4j-csv")}

    @check(f"{graph.name}: csv", [])
    def _():
        def keys(head, row):
            cells = {plain_cell(name): plain_cell(cell) for name, cell in zip(head, row) if cell}
            parts = {name[:-5]: json.loads(cells.pop(name)) for name in list(cells) if name.endswith(" json")}
            evidence = {name: cells.pop(name) for name in ("source", "quote", "locator", "said_by") if name in cells}
            if graph.drawn:
                parts.update(evidence)
            elif evidence:
                parts["evidence"] = [evidence]
            return {**cells, **parts}

        def as_cells(keys, _):
            # A list of plain texts stands in one cell.
            joined = lambda v: isinstance(v, list) and all(isinstance(i, str) and i and i.strip() == i and not set(";|") & set(i) for i in v)
            return {key: ";".join(value) if joined(value) else value for key, value in spread(keys).items()}

        nodes = {keys.pop("id"): keys for keys in (keys(head, row) for head, body in [table(folders["csv"] / "nodes.csv")] for row in body)}
        edges = [(keys.pop("from"), keys.pop("to"), keys) for keys in (keys(head, row) for head, body in [table(folders["csv"] / "edges.csv")] for row in body)]
        graph.hold("csv", nodes, edges, wanted=as_cells, lost=("",))

    @check(f"{graph.name}: gephi-csv", [])
    def _():
        def read(name, own):
            head, body = table(folders["gephi-csv"] / name)
            same("headings", head[: len(own)], own)
            for row in body:
                row = [plain_cell(cell) for cell in row]
                names = map(plain_cell, head[len(own):])
                yield row, {name: cell for name, cell in zip(names, row[len(own):]) if cell}

        nodes = {}
        for (key, label, *_), keys in read("nodes.csv", ["Id", "Label"]):
            same("label", label, graph.label(key))
            nodes[key] = keys
        edges = []
        own = ["Source", "Target", "Type", "Id", "Label", "Kind"]
        for ((start, end, *_), keys), edge in zip(read("edges.csv", own), graph.edges):
            edges.append((start, end, keys))
        kinds = [row[5] for row, _ in read("edges.csv", own)]
        same("kinds", kinds, [edge["type"] for edge in graph.edges])
        taken = ["source", "target", "id", "label", "kind"]
        wanted = lambda keys, one: free(without(spread(keys), "type"), *taken) if "from" in one else free(spread(keys), "label")
        graph.hold("gephi-csv", nodes, edges, wanted=wanted, lost=("",))

    for format in ("csv", "gephi-csv"):
        for file in sorted(folders[format].iterdir()):
            formulas = [cell for row in rows(file) for cell in row if cell[:1] in tuple("=+-@\t\r")]
            same("formulas", formulas, [])

    @check(f"{graph.name}: neo4j-csv", [])
    def _():
        types = {
            "long": int, "double": float, "boolean": lambda text: text == "true", "string": str, "date": str,
            "string[]": lambda text: text.split(";"),
        }

        def read(name, own):
            head, body = table(folders["neo4j-csv"] / name)
            same("headings", head[: len(own)], own)
            columns = [name.rsplit(":", 1) for name in head[len(own):]]
            for row in body:
                keys = {}
                for (name, of), cell in zip(columns, row[len(own):]):
                    if cell:
                        keys[f"{name}:date" if of == "date" else name] = types[of](cell)
                yield row[: len(own)], keys

        nodes = {}
        for (key, labels), keys in read("nodes.csv", [":ID", ":LABEL"]):
            same("labels", labels, ";".join(graph.nodes[key]["labels"]))
            nodes[key] = keys
        edges = [(a, b, {**keys, ":TYPE": of}) for (a, b, of), keys in read("relationships.csv", [":START_ID", ":END_ID", ":TYPE"])]

        def as_columns(keys, one):
            wanted = {":TYPE": one["type"]} if "from" in one else {}
            for key, value in keys.items():
                if key in ("start", "end", "on") and not graph.drawn:
                    wanted[f"{key}_text"] = value
                    if len(value) == 10 and value.count("-") == 2 and value.replace("-", "").isdigit():
                        wanted[f"{key}:date"] = value
                else:
                    wanted[key.replace(":", "_")] = value
            return wanted

        graph.hold("neo4j-csv", nodes, edges, of="seen", wanted=as_columns, lost=("",))

    @check(f"{graph.name}: the sheets in duckdb, cell by cell", ["duckdb"])
    def _(duckdb):
        for folder in folders.values():
            for file in sorted(folder.iterdir()):
                # Gephi's headings are told apart by their capitals alone, which duckdb's are not.
                read = duckdb.sql(f"SELECT * FROM read_csv('{file}', all_varchar = true, header = false)")
                found = [[cell or "" for cell in row] for row in read.fetchall()]
                same(f"cells of {file}", found, rows(file))


def rdf(graph):
    plx, prov, skos = "urn:plexus:term:", "http://www.w3.org/ns/prov#", "http://www.w3.org/2004/02/skos/core#"
    curated = {
        f"{skos}prefLabel": "name",
        f"{skos}note": "note",
        f"{prov}qualifiedDerivation": "evidence",
        f"{prov}entity": "source",
        f"{prov}value": "quote",
    }
    counts = {}

    def value(rdflib, read, term):
        if isinstance(term, rdflib.BNode):
            return keys(rdflib, read, term)
        if isinstance(term, rdflib.URIRef):
            return unquote(str(term).removeprefix("urn:plexus:"))
        kinds = {rdflib.XSD.integer: int, rdflib.XSD.double: float, rdflib.XSD.boolean: lambda text: text == "true"}
        return kinds.get(term.datatype, str)(str(term))

    def keys(rdflib, read, subject):
        found = {}
        for predicate, term in read.predicate_objects(subject):
            key = curated.get(str(predicate))
            if key is None and str(predicate).startswith(plx):
                key = unquote(str(predicate).removeprefix(plx))
            if key is not None:
                found.setdefault(key, []).append(value(rdflib, read, term))
        return found

    def unordered(value):
        """Lists in an order of their own, each value of a key being one of several: RDF tells neither."""
        if isinstance(value, dict):
            return {key: unordered(v if isinstance(v, list) else [v]) for key, v in value.items()}
        if isinstance(value, list):
            return sorted({canonical(v if isinstance(v, (str, int, float)) else unordered(v)) for v in value})
        return [canonical(value)]

    for format, name, syntax in [("turtle", "network.ttl", "turtle"), ("jsonld", "network.jsonld", "json-ld")]:

        @check(f"{graph.name}: {format} in rdflib", ["rdflib"])
        def _(rdflib):
            # As it is written: 2021-04 stays so.
            rdflib.NORMALIZE_LITERALS = False
            read = rdflib.Graph()
            read.parse(graph.export(format, name), format=syntax)
            nodes = {}
            for key in graph.nodes:
                subject = rdflib.URIRef(f"urn:plexus:{key}")
                nodes[key] = unordered(keys(rdflib, read, subject))
                labels = [str(label) for label in read.objects(subject, rdflib.RDFS.label)]
                same(f"{format}: label of {key}", labels, [graph.label(key)])
            edges = []
            for edge in graph.edges:
                found = unordered(keys(rdflib, read, rdflib.URIRef(f"urn:plexus:relation:{edge['e']}")))
                start, end = (json.loads(found.pop(of)[0]) for of in ("from", "to"))
                edges.append((start, end, found))
            same("relations", len(set(read.subjects(rdflib.URIRef(f"{plx}from"), None))), len(graph.edges))
            graph.hold(format, nodes, edges, wanted=lambda keys, _: unordered(keys), lost=([],))
            counts[format] = len(read)
            if graph.name == "london":
                org = rdflib.Namespace("http://www.w3.org/ns/org#")
                wanted = {"MEMBER_OF", "CHAIRS", "CHIEF_EXECUTIVE_OF", "DIRECTOR_OF", "WORKS_AT"}
                ties = [edge for edge in graph.edges if edge["type"] in wanted]
                same("memberships", len(set(read.subjects(rdflib.RDF.type, org.Membership))), len(ties))

    if len(counts) == 2:
        same("triples of Turtle and JSON-LD", counts["turtle"], counts["jsonld"])


def cypher(graph):
    @check(f"{graph.name}: openCypher in a session of our own", [])
    def _():
        statements = graph.export("cypher", "network.cypher").read_text("utf-8").splitlines()
        lines = "".join(json.dumps({"statement": statement}) + "\n" for statement in statements)
        drawn = graph.folder / f"{graph.name}-drawn.plexus"
        subprocess.run([graph.plexus, "init", str(drawn), "--schema", "open"], capture_output=True, check=True)
        run = subprocess.run([graph.plexus, "session", str(drawn)], input=lines.encode(), capture_output=True, check=True)
        same("errors", [line for line in run.stdout.splitlines() if b'"errors"' in line], [])
        node = lambda n: f"[labels({n}), properties({n})]"
        nodes = f"MATCH (n) RETURN {node('n')} AS n"
        edges = (
            "MATCH ()-[r]->() WITH DISTINCT r, startNode(r) AS a, endNode(r) AS b "
            f"RETURN {node('a')} AS a, type(r) AS type, properties(r) AS r, {node('b')} AS b"
        )
        ordered = lambda row: {k: [sorted(v[0]), v[1]] if isinstance(v, list) else v for k, v in row.items()}
        for query in (nodes, edges):
            found, wanted = (counted(map(ordered, graph.query(query, file))) for file in (drawn, graph.file))
            same("graph that the statements draw", found, wanted)


def mermaid(graph, parser):
    file = graph.export("mermaid", "network.mmd")
    lines = file.read_text("utf-8").splitlines()
    same("lines", len(lines), 1 + len(graph.nodes) + len(graph.edges))
    if parser is None:
        skipped.append(f"{graph.name}: Mermaid's parser: node with the package mermaid is not there")
        return
    run = subprocess.run(["node", str(parser), str(file)], capture_output=True, text=True)
    same("Mermaid", (run.returncode, run.stderr[-300:] if run.returncode else ""), (0, ""))
    read = json.loads(run.stdout)
    # A line break or an escape character is a space there.
    shown = lambda text: " ".join("".join(c if c.isprintable() or ord(c) > 0x9F else " " for c in text).split())
    # What a reader must know stands behind a name, and behind the words of a relation.
    remark = re.compile(r" \((planned|inferred|until [^()]*)(, [^()]*)*\)$")
    names = {node["id"]: remark.sub("", node["text"]) for node in read["nodes"]}
    same("Mermaid: names", counted(map(shown, names.values())), counted(shown(graph.label(key)) for key in graph.nodes))
    found = counted([shown(names[edge["start"]]), shown(remark.sub("", edge["text"])), shown(names[edge["end"]])] for edge in read["edges"])
    wanted = counted([shown(graph.label(e["from"])), shown(e["says"]), shown(graph.label(e["to"]))] for e in graph.edges)
    same("Mermaid: relations", found, wanted)
    done.append(f"{graph.name}: Mermaid in its own parser")


DAYS = ("earliest_start", "latest_start", "earliest_end", "stands_until", "latest_end", "undated", "planned")


def grade(row, day):
    """The grade on a day, as docs/scale-out.md has it."""
    if row["undated"]:
        return "undated"
    if not row["earliest_start"] <= day <= row["latest_end"]:
        return "no"
    if not row["latest_start"] <= day <= row["stands_until"]:
        return "possible"
    return "presumed" if day > row["earliest_end"] or row["planned"] else "yes"


def parquet(graph):
    folder = graph.export("parquet", "parquet")
    if folder is None:
        skipped.append(f"{graph.name}: Parquet: this build of plexus does not write it")
        return
    again = graph.export("parquet", "parquet-again")
    files = {name: folder / f"{name}.parquet" for name in ("nodes", "edges")}
    for file in files.values():
        same("bytes of the same graph", file.read_bytes(), (again / file.name).read_bytes())

    plain = lambda name: "".join(c if c.isalnum() or c == "_" else "_" for c in name)

    @check(f"{graph.name}: Parquet in pyarrow", ["pyarrow.parquet"])
    def _(pq):
        nodes, edges = (pq.read_table(files[name]).to_pylist() for name in ("nodes", "edges"))
        there = lambda row, *own: {key: value for key, value in without(row, *own, *DAYS).items() if value is not None}
        wanted = lambda keys, one: {
            plain(key) + ("_" if key in ("id", "labels") and "from" not in one else ""): value
            for key, value in {**keys, **{k: v for k, v in one["said"].items() if k in ("aka", "evidence", "fact")}}.items()
            if key != "planned" and (key != "id" or graph.drawn) and (key != "name" or "from" in one)
        }
        for row in nodes:
            same("name", (row["name"], row["labels"]), (graph.label(row["id"]), ";".join(graph.nodes[row["id"]]["labels"])))
        for row, edge in zip(edges, graph.edges):
            same("relation", (row["relationship"], row["edge"]), (edge["type"], edge["e"]))
        graph.hold(
            "Parquet", {row["id"]: there(row, "id", "name", "labels") for row in nodes},
            [(row["src"], row["dst"], there(row, "src", "dst", "relationship", "edge")) for row in edges],
            of="seen", wanted=wanted,
        )
        all_rows = [(row, graph.nodes[row["id"]]) for row in nodes] + list(zip(edges, graph.edges))
        for row, one in all_rows:
            same("planned", row["planned"], one["seen"].get("planned", False))
        days = ("1990-01-01", "2020-12-11", "2021-03-31", "2021-06-30", "2023-11-08", "2030-01-01")
        for day in () if graph.drawn else days:
            date = datetime.date.fromisoformat(day)
            found = {row["id"]: grade(row, date) for row in nodes}
            own = {row["id"]: row["g"] for row in graph.query(f"MATCH (n) RETURN n.id AS id, holds(n, '{day}') AS g")}
            same(f"grades of nodes on {day}", found, own)
            found = {row["edge"]: grade(row, date) for row in edges}
            query = f"MATCH ()-[r]->() RETURN DISTINCT elementId(r) AS id, holds(r, '{day}') AS g"
            same(f"grades of relations on {day}", found, {row["id"]: row["g"] for row in graph.query(query)})

    @check(f"{graph.name}: Parquet in duckdb and Ladybug as in pyarrow", ["pyarrow.parquet", "duckdb", "ladybug"])
    def _(pq, duckdb, ladybug):
        connection = ladybug.Connection(ladybug.Database())
        for file in files.values():
            wanted = pq.read_table(file)
            in_rows = [tuple(row.values()) for row in wanted.to_pylist()]
            read = duckdb.sql(f"SELECT * FROM '{file}'")
            same("columns", read.columns, wanted.column_names)
            same("rows in duckdb", read.fetchall(), in_rows)
            read = connection.execute(f"LOAD FROM '{file}' RETURN *")
            same("columns", read.get_column_names(), wanted.column_names)
            same("rows in Ladybug", [tuple(row) for row in read.get_all()], in_rows)


def load_again(graph):
    """What was exported loads again and says the same."""
    wanted = subprocess.run([graph.plexus, "dump", str(graph.file)], capture_output=True, check=True).stdout
    for name, data in [
        ("graphml", ["network.graphml"]),
        ("json", ["network.json"]),
        ("turtle", ["network.ttl"]),
        ("csv", ["csv/nodes.csv", "csv/edges.csv"]),
    ]:
        file = graph.folder / f"again-{name}.plexus"
        paths = [str(graph.folder / f"{graph.name}-{part}") for part in data]
        subprocess.run([graph.plexus, "load", str(file), *paths], capture_output=True, check=True)
        found = subprocess.run([graph.plexus, "dump", str(file)], capture_output=True, check=True).stdout
        same(f"loaded from {name}", found == wanted, True)
        done.append(f"{graph.name}: {name} loads again, the same in every fact")


def hostile(plexus, file):
    """A database without a schema in which nothing is harmless."""
    subprocess.run([plexus, "init", str(file), "--schema", "open"], capture_output=True, check=True)
    create = (
        "CREATE (:`A;b \"c\"` {name: $name, `odd key <&> \"`: [1, 'x;y'], n: 1.0, `=key`: $name, "
        "at: date('2021-02-03'), yes: true, id: 7, label: 'own', x: 'unknown', value: 1, labels: 'two'})"
    )
    tie = (
        "MATCH (a {name: 'end'}), (b {name: '=1+1'}) "
        "CREATE (a)-[:`T <y>` {why: $why}]->(b), (a)-[:`T <y>`]->(b), (b)-[:U {why: 2}]->(b), "
        "(b)-[:V {type: 'own', from: 1, source: 'x', label: 'y', key: 3, id: 'z', kind: 'k'}]->(a)"
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
        for graph in [Graph(plexus, "london", london, folder), Graph(plexus, "hostile", odd, folder, drawn=True)]:
            for part in (graphml, gexf, jsons, sheets, rdf, cypher, parquet):
                part(graph)
            mermaid(graph, parser)
            if not graph.drawn:
                load_again(graph)
    for line in done:
        print(f"ok       {line}")
    for line in skipped:
        print(f"skipped  {line}")


if __name__ == "__main__":
    main()
