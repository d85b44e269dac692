//! A column as a file holds it.

use std::sync::OnceLock;

use super::{Column, Presence, Values};
use crate::model::image;

impl Column {
    /// The column to be written down: the same for the same values, whichever way they came.
    pub(in crate::graph) fn image(&self) -> image::Column {
        let anew = match &self.values {
            Values::Text(places, texts) => {
                let texts = places.iter().filter_map(|place| texts.get(*place as usize));
                Some(Values::text(&texts.collect::<Vec<_>>()))
            }
            _ => None,
        };
        let values = match anew.as_ref().unwrap_or(&self.values) {
            Values::Integer(values) => image::Values::Integer(values.clone()),
            Values::Float(values) => image::Values::Float(values.clone()),
            Values::Boolean(values) => image::Values::Boolean(values.clone()),
            Values::Text(places, texts) => image::Values::Text(places.clone(), texts.clone()),
            Values::Mixed(values) => image::Values::Mixed(values.clone()),
        };
        image::Column { ids: self.present.iter().collect(), values }
    }

    /// The column of which this is the image; none where its parts do not fit together.
    pub(in crate::graph) fn of_image(column: image::Column) -> Option<Self> {
        let image::Column { ids, values } = column;
        let fits = ids.is_sorted_by(|a, b| a < b) && ids.len() == values.len();
        let values = match values {
            image::Values::Integer(values) => Values::Integer(values),
            image::Values::Float(values) => Values::Float(values),
            image::Values::Boolean(values) => Values::Boolean(values),
            image::Values::Text(places, texts) => {
                if places.iter().any(|place| *place as usize >= texts.len()) {
                    return None;
                }
                Values::Text(places, texts)
            }
            image::Values::Mixed(values) => Values::Mixed(values),
        };
        fits.then(|| Self { present: Presence::of(ids), values, buckets: OnceLock::new() })
    }
}
