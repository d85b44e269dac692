//! That boxes hold their texts.

use super::figure::Block;
use crate::view::diagram::{Figure, Look};
use crate::view::style::{Family, Tie};

#[test]
fn a_box_grows_with_its_text() {
    let figure = |look, name: &str| Figure {
        node: None,
        look,
        family: Family::Nhs,
        caption: "NHS trust".to_owned(),
        name: vec![name.to_owned()],
        remarks: vec!["planned".to_owned()],
        sections: Vec::new(),
        dashed: false,
    };
    for look in
        [Look::Card, Look::Centre, Look::Near, Look::Small, Look::Stop, Look::Step(Tie::Chair)]
    {
        let short = Block::of(&figure(look, "A")).size;
        let long = Block::of(&figure(look, "WWWWWWWWWWWWWWWWWWWWWWWWWW")).size;
        assert!(long.width > short.width + 100.0, "{look:?}");
        assert!((long.height - short.height).abs() < 0.001, "{look:?}");
    }
}
