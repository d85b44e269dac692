//! A column as a file holds it.

use std::sync::OnceLock;

use super::{Column, Presence, Values};
use crate::model::image;

impl Column {
    /// The column to be written down: the same for the same values, whichever way they came.
    pub(in crate::graph) fn image(&self) -> image::Column {
        let values = match &self.values {
            Values::Text(places, texts) => {
                let texts = places.iter().filter_map(|place| texts.get(*place as usize));
                Values::text(&texts.collect::<Vec<_>>())
            }
            values => values.clone(),
        };
        image::Column { ids: self.present.iter().collect(), values }
    }

    /// The column of which this is the image; none where its parts do not fit together.
    pub(in crate::graph) fn of_image(column: image::Column) -> Option<Self> {
        let image::Column { ids, values } = column;
        let fits = ids.is_sorted_by(|a, b| a < b) && ids.len() == values.len();
        if let Values::Text(places, texts) = &values
            && places.iter().any(|place| *place as usize >= texts.len())
        {
            return None;
        }
        fits.then(|| Self { present: Presence::of_list(&ids), values, buckets: OnceLock::new() })
    }
}
