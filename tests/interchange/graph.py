"""What is in a graph, told by `plexus query` and `plexus dump` and by no export, and how what others read is
held against it, value by value."""

import json
import subprocess
import sys
import tomllib
from collections import Counter

EVIDENCE = ("source", "quote", "locator", "said_by")


def same(what, found, wanted):
    """Ends the run where two values differ; 1, 1.0 and true are told apart where JSON does so."""
    if found != wanted or isinstance(found, bool) != isinstance(wanted, bool):
        print(f"FAILED {what}\n  found  {str(found)[:600]}\n  wanted {str(wanted)[:600]}")
        sys.exit(1)


def canonical(value):
    return json.dumps(value, sort_keys=True, ensure_ascii=False)


def in_full(table):
    """A table of a curated file with a single evidence where several would stand."""
    if isinstance(table, list):
        return [in_full(one) for one in table]
    if not isinstance(table, dict):
        return table
    table = {key: in_full(value) for key, value in table.items()}
    if "source" in table:
        table["evidence"] = [{key: table.pop(key) for key in EVIDENCE if key in table}]
        # Evidence itself has no evidence.
        if not table.keys() - {"evidence"}:
            return table["evidence"][0]
    return table


def spread(keys):
    """Keys with a column for each scheme of identifiers."""
    flat = {key: value for key, value in keys.items() if key != "ids"}
    ids = keys.get("ids")
    if isinstance(ids, dict):
        flat.update({f"ids.{scheme}": codes for scheme, codes in ids.items()})
    return flat


class Graph:
    """A database file, what is in it, and its exports.

    `nodes`, by key, and `edges`, in the order of their ids, each have
    - `seen`: the properties that a query sees, `labels` or `type` beside them;
    - `said`: the keys of a curated file; of what was drawn, labels or type and properties.
    """

    def __init__(self, plexus, name, file, folder, drawn=False):
        self.plexus, self.name, self.file, self.folder, self.drawn = plexus, name, file, folder, drawn
        rows = self.query("MATCH (n) RETURN elementId(n) AS e, labels(n) AS labels, properties(n) AS seen")
        ids = {row["e"]: row["e"] if drawn else row["seen"]["id"] for row in rows}
        self.nodes = {ids[row["e"]]: row for row in rows}
        edges = self.query(
            # One that reads the same from either end is found from both.
            "MATCH ()-[r]->() WITH DISTINCT r RETURN elementId(r) AS e, type(r) AS type, "
            "coalesce(caption(r), type(r)) AS says, elementId(startNode(r)) AS a, elementId(endNode(r)) AS b, "
            "properties(r) AS seen"
        )
        self.edges = sorted(edges, key=lambda edge: int(edge["e"][1:]))
        for edge in self.edges:
            edge["from"], edge["to"] = ids[edge["a"]], ids[edge["b"]]
        for node in self.nodes.values():
            node["said"] = {"labels": node["labels"], **node["seen"]}
        for edge in self.edges:
            edge["said"] = {"type": edge["type"], **edge["seen"]}
        if not drawn:
            self.read_what_is_said()

    def read_what_is_said(self):
        run = subprocess.run([self.plexus, "dump", str(self.file)], capture_output=True, check=True)
        data = tomllib.loads(run.stdout.decode("utf-8"))
        same("nodes of dump", len(data["node"]), len(self.nodes))
        same("relations of dump", len(data["edge"]), len(self.edges))
        for table in data["node"]:
            said = in_full(table)
            self.nodes[said.pop("id")]["said"] = said
        for edge, table in zip(self.edges, data["edge"]):
            said = in_full(table)
            same("ends of dump", (said.pop("from"), said.pop("to")), (edge["from"], edge["to"]))
            edge["said"] = said

    def label(self, key):
        """What a node is called; its key where it has no name."""
        return self.nodes[key]["seen"].get("name") or key

    def query(self, text, file=None):
        run = subprocess.run(
            [self.plexus, "query", "--db", str(file or self.file), "--format", "json", text],
            capture_output=True,
            check=True,
        )
        return json.loads(run.stdout)

    def export(self, format, name):
        to = self.folder / f"{self.name}-{name}"
        run = subprocess.run(
            [self.plexus, "export", "--db", str(self.file), "--format", format, "-o", str(to)],
            capture_output=True,
        )
        if b"--features" in run.stderr:
            return None
        same(f"exit code of {format}", (run.returncode, run.stderr if run.returncode else b""), (0, b""))
        return to

    def hold(self, what, nodes, edges, of="said", text=lambda text: text, lost=(), wanted=None):
        """Holds what a program has read against the graph.

        `nodes` has attributes by key; `edges` has `(from, to, attributes)` in the order of ids. `text` is what
        becomes of any text in the format, `lost` are values that it cannot tell from none, and `wanted` makes
        of what is said what the format says instead.
        """
        wanted = wanted or (lambda keys, _: keys)
        same(f"{what}: nodes", sorted(nodes), sorted(self.nodes))
        same(f"{what}: relations", len(edges), len(self.edges))
        for key, node in self.nodes.items():
            held(f"{what}: {key}", nodes[key], wanted(node[of], node), text, lost)
        for (start, end, keys), edge in zip(edges, self.edges):
            place = f"{what}: {edge['from']} -{edge['type']}-> {edge['to']}"
            same(f"{place}: ends", (start, end), (edge["from"], edge["to"]))
            held(place, keys, wanted(edge[of], edge), text, lost)


def held(what, found, wanted, text, lost):
    """Every attribute there is, on either side."""
    there = lambda value: value is not None and not any(value == one and type(value) is type(one) for one in lost)
    found = {key: value for key, value in found.items() if there(value)}
    wanted = {text(key): value for key, value in wanted.items() if there(value)}
    same(f"{what}: attributes", sorted(found), sorted(wanted))
    for key, value in wanted.items():
        read = found[key]
        if isinstance(value, str):
            value = text(value)
        elif isinstance(read, str):
            # What has parts, and what shares a column with texts, is JSON.
            read = json.loads(read)
        same(f"{what}: {key}", read, value)


def counted(values):
    return Counter(canonical(value) for value in values)
