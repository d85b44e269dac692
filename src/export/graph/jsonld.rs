//! JSON-LD 1.1: the resources of [`rdf`](super::rdf) as they are.

use std::io::{self, Write};

use serde_json::{Map, Value as Json};

use super::cytoscape::separated;
use super::element::Extract;
use super::rdf::{PREFIXES, resources};

pub(super) fn write(extract: &Extract<'_>, out: &mut dyn Write) -> io::Result<()> {
    let context = PREFIXES.iter().map(|(name, iri)| ((*name).to_owned(), Json::from(*iri)));
    let context = Json::Object(context.collect::<Map<_, _>>());
    write!(out, "{{\"@context\":{context},\"@graph\":[")?;
    for (place, resource) in resources(extract).enumerate() {
        separated(out, place, &resource.into())?;
    }
    out.write_all(b"\n]}\n")
}
