//! Tests of the whole front end.

mod corpus;
mod generate;
mod hostile;
mod problems;
mod roundtrip;
mod shapes;
