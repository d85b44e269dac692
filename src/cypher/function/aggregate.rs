//! Functions over the rows of a group. All of them leave out `null`.

use super::Param::One;
use super::operator::float;
use super::{Fault, Param, Params, Takes, count};
use crate::model::Value;

/// A function over the rows of a group, and what there is to know of it.
#[derive(Debug)]
pub struct Aggregate {
    /// Its name as documentation writes it; case does not matter in a query.
    pub name: &'static str,
    /// What it takes of each row.
    pub params: Params,
    /// What it does, in a sentence or a few.
    pub doc: &'static str,
    /// A query that uses it.
    pub example: &'static str,
    /// The value of that query's one row, as a literal.
    pub result: &'static str,
    make: fn() -> Box<dyn Accumulator>,
}

impl Aggregate {
    /// Whether it can be called with this many arguments.
    pub fn accepts(&self, count: usize) -> bool {
        self.params.accepts(count)
    }

    /// Whether it keeps all the values of a group until its end.
    pub fn gathers(&self) -> bool {
        self.name.starts_with("collect") || self.name.starts_with("percentile")
    }

    /// Starts a group without rows.
    pub fn start(&self) -> Box<dyn Accumulator> {
        (self.make)()
    }
}

/// The state of an [`Aggregate`] within one group.
///
/// `count(*)` and `DISTINCT` are not its matter: whoever groups counts the rows, and adds equal
/// values once.
pub trait Accumulator: Send {
    /// Takes in the arguments of one row.
    fn add(&mut self, args: &[Value]) -> Result<(), Fault>;

    /// The value of the group.
    fn finish(self: Box<Self>) -> Result<Value, Fault>;
}

const ANY: Params = Params(&[One("value", Takes::Any)]);
const NUMBER: Params = Params(&[One("value", Takes::Number)]);
const SHARE: &[Param] = &[One("value", Takes::Number), One("share", Takes::Number)];

/// The functions over groups.
pub(super) const TABLE: &[Aggregate] = &[
    Aggregate {
        name: "count",
        params: ANY,
        doc: "The number of values; `count(*)` is the number of rows.",
        example: "UNWIND [1, null, 1] AS x RETURN count(x)",
        result: "2",
        make: || Box::new(Count(0)),
    },
    Aggregate {
        name: "sum",
        params: NUMBER,
        doc: "The sum of numbers; 0 of none.",
        example: "UNWIND [1, 2, 3.5] AS x RETURN sum(x)",
        result: "6.5",
        make: || Box::new(Sum::default()),
    },
    Aggregate {
        name: "avg",
        params: NUMBER,
        doc: "The mean of numbers, as FLOAT; `null` of none.",
        example: "UNWIND [1, 2, 6] AS x RETURN avg(x)",
        result: "3.0",
        make: || Box::new(Mean(Sum::default())),
    },
    Aggregate {
        name: "min",
        params: ANY,
        doc: "The first value in the order of `ORDER BY`; `null` of none.",
        example: "UNWIND [2, 1, 3] AS x RETURN min(x)",
        result: "1",
        make: || Box::new(Extreme { best: None, wanted: std::cmp::Ordering::Less }),
    },
    Aggregate {
        name: "max",
        params: ANY,
        doc: "The last value in the order of `ORDER BY`; `null` of none.",
        example: "UNWIND ['a', 1, 'b'] AS x RETURN max(x)",
        result: "1",
        make: || Box::new(Extreme { best: None, wanted: std::cmp::Ordering::Greater }),
    },
    Aggregate {
        name: "collect",
        params: ANY,
        doc: "A list of the values, in the order of the rows.",
        example: "UNWIND [2, null, 1] AS x RETURN collect(x)",
        result: "[2, 1]",
        make: || Box::new(Collect(Vec::new())),
    },
    Aggregate {
        name: "stDev",
        params: NUMBER,
        doc: "The standard deviation of a sample; 0.0 of fewer than two numbers.",
        example: "UNWIND [1, 3] AS x RETURN stDev(x)",
        result: "1.4142135623730951",
        make: || Box::new(Deviation { sample: true, ..Deviation::default() }),
    },
    Aggregate {
        name: "stDevP",
        params: NUMBER,
        doc: "The standard deviation of a whole population; 0.0 of no number.",
        example: "UNWIND [1, 3] AS x RETURN stDevP(x)",
        result: "1.0",
        make: || Box::new(Deviation::default()),
    },
    Aggregate {
        name: "percentileCont",
        params: Params(SHARE),
        doc: "The number below which a share of them lies, from 0.0 to 1.0, between two neighbours \
              where need be; `null` of none.",
        example: "UNWIND [10, 20, 40] AS x RETURN percentileCont(x, 0.75)",
        result: "30.0",
        make: || Box::new(Percentile { continuous: true, ..Percentile::default() }),
    },
    Aggregate {
        name: "percentileDisc",
        params: Params(SHARE),
        doc: "The number, one of those given, at a share of them, from 0.0 to 1.0; `null` of none.",
        example: "UNWIND [10, 20, 40] AS x RETURN percentileDisc(x, 0.5)",
        result: "20",
        make: || Box::new(Percentile::default()),
    },
];

/// The number of a row, if it has one.
fn number_of<'a>(name: &str, args: &'a [Value]) -> Result<Option<&'a Value>, Fault> {
    match args.first() {
        None | Some(Value::Null) => Ok(None),
        Some(number @ (Value::Integer(_) | Value::Float(_))) => Ok(Some(number)),
        Some(_) => Err(Fault::arguments(name, args)),
    }
}

struct Count(usize);

impl Accumulator for Count {
    fn add(&mut self, args: &[Value]) -> Result<(), Fault> {
        self.0 += usize::from(args.iter().all(|value| !value.is_null()));
        Ok(())
    }

    fn finish(self: Box<Self>) -> Result<Value, Fault> {
        Ok(count(self.0))
    }
}

/// Sums whole numbers exactly, so that only the result can overflow, and floating-point numbers
/// with the error of each addition carried along (Neumaier 1974), so that their order matters
/// little.
#[derive(Default)]
struct Sum {
    whole: i128,
    real: f64,
    lost: f64,
    reals: u64,
    wholes: u64,
}

impl Sum {
    fn take(&mut self, number: &Value) {
        match number {
            Value::Integer(n) => {
                self.whole += i128::from(*n);
                self.wholes += 1;
            }
            Value::Float(x) => {
                let sum = self.real + x;
                let (large, small) =
                    if self.real.abs() >= x.abs() { (self.real, *x) } else { (*x, self.real) };
                self.lost += (large - sum) + small;
                self.real = sum;
                self.reals += 1;
            }
            _ => {}
        }
    }

    #[expect(clippy::cast_precision_loss, reason = "the result is a floating-point number")]
    fn real(&self) -> f64 {
        let real = if self.real.is_finite() { self.real + self.lost } else { self.real };
        real + self.whole as f64
    }
}

impl Accumulator for Sum {
    fn add(&mut self, args: &[Value]) -> Result<(), Fault> {
        if let Some(number) = number_of("sum", args)? {
            self.take(number);
        }
        Ok(())
    }

    fn finish(self: Box<Self>) -> Result<Value, Fault> {
        if self.reals > 0 {
            return Ok(self.real().into());
        }
        i64::try_from(self.whole)
            .map(Value::Integer)
            .map_err(|_| Fault::overflow(&format!("sum() = {}", self.whole)))
    }
}

struct Mean(Sum);

impl Accumulator for Mean {
    fn add(&mut self, args: &[Value]) -> Result<(), Fault> {
        if let Some(number) = number_of("avg", args)? {
            self.0.take(number);
        }
        Ok(())
    }

    #[expect(clippy::cast_precision_loss, reason = "the result is a floating-point number")]
    fn finish(self: Box<Self>) -> Result<Value, Fault> {
        let rows = self.0.reals + self.0.wholes;
        Ok((rows > 0).then(|| self.0.real() / rows as f64).into())
    }
}

struct Extreme {
    best: Option<Value>,
    wanted: std::cmp::Ordering,
}

impl Accumulator for Extreme {
    fn add(&mut self, args: &[Value]) -> Result<(), Fault> {
        if let Some(value) = args.first().filter(|value| !value.is_null())
            && self.best.as_ref().is_none_or(|best| value.order(best) == self.wanted)
        {
            self.best = Some(value.clone());
        }
        Ok(())
    }

    fn finish(self: Box<Self>) -> Result<Value, Fault> {
        Ok(self.best.unwrap_or_default())
    }
}

struct Collect(Vec<Value>);

impl Accumulator for Collect {
    fn add(&mut self, args: &[Value]) -> Result<(), Fault> {
        self.0.extend(args.first().filter(|value| !value.is_null()).cloned());
        Ok(())
    }

    fn finish(self: Box<Self>) -> Result<Value, Fault> {
        Ok(Value::list(self.0))
    }
}

/// Mean and sum of squared distances from it, updated with each number (Welford 1962).
#[derive(Default)]
struct Deviation {
    sample: bool,
    count: f64,
    mean: f64,
    squares: f64,
}

impl Accumulator for Deviation {
    fn add(&mut self, args: &[Value]) -> Result<(), Fault> {
        let name = if self.sample { "stDev" } else { "stDevP" };
        if let Some(x) = number_of(name, args)?.and_then(float) {
            self.count += 1.0;
            let distance = x - self.mean;
            self.mean += distance / self.count;
            self.squares += distance * (x - self.mean);
        }
        Ok(())
    }

    fn finish(self: Box<Self>) -> Result<Value, Fault> {
        let freedom = self.count - f64::from(u8::from(self.sample));
        Ok(if freedom > 0.0 { (self.squares / freedom).sqrt() } else { 0.0 }.into())
    }
}

#[derive(Default)]
struct Percentile {
    continuous: bool,
    share: Option<f64>,
    numbers: Vec<Value>,
}

impl Percentile {
    fn name(&self) -> &'static str {
        if self.continuous { "percentileCont" } else { "percentileDisc" }
    }
}

impl Accumulator for Percentile {
    fn add(&mut self, args: &[Value]) -> Result<(), Fault> {
        if self.share.is_none() {
            let share = match args.get(1) {
                Some(share) => float(share).ok_or_else(|| Fault::arguments(self.name(), args))?,
                None => return Err(Fault::arguments(self.name(), args)),
            };
            if !(0.0..=1.0).contains(&share) {
                let message = format!("share of {}() is {share}, not within 0 and 1", self.name());
                return Err(
                    Fault::out_of_range(message).with_help("a share is written as 0.9, not as 90")
                );
            }
            self.share = Some(share);
        }
        self.numbers.extend(number_of(self.name(), args)?.cloned());
        Ok(())
    }

    #[expect(
        clippy::cast_precision_loss,
        clippy::cast_possible_truncation,
        clippy::cast_sign_loss,
        reason = "a place in the list of numbers: from 0 up to its length"
    )]
    fn finish(mut self: Box<Self>) -> Result<Value, Fault> {
        let Some(share) = self.share.filter(|_| !self.numbers.is_empty()) else {
            return Ok(Value::Null);
        };
        let count = self.numbers.len();
        let place = if self.continuous {
            share * (count - 1) as f64
        } else {
            ((share * count as f64).ceil() - 1.0).max(0.0)
        };
        let (_, number, behind) =
            self.numbers.select_nth_unstable_by(place.floor() as usize, Value::order);
        if !self.continuous {
            return Ok(number.clone());
        }
        let next = behind.iter().min_by(|a, b| a.order(b)).filter(|_| place.fract() > 0.0);
        let (below, above) = (float(number), float(next.unwrap_or(number)));
        Ok(below
            .zip(above)
            .map(|(a, b)| if a.total_cmp(&b).is_eq() { a } else { a + (b - a) * place.fract() })
            .into())
    }
}
