//! Functions on numbers.

use std::f64::consts;
use std::hash::{BuildHasher, RandomState};

use super::Param::{Maybe, One};
use super::operator::float;
use super::{Env, Fault, Function, Takes};
use crate::model::Value;

const X: &[super::Param] = &[One("x", Takes::Number)];

pub(super) const NUMBERS: &[Function] = &[
    Function::new("abs", X, |_, args| match args {
        [Value::Integer(n)] => {
            n.checked_abs().map(Value::from).ok_or_else(|| Fault::overflow(&format!("abs({n})")))
        }
        _ => Ok(on(args, f64::abs)),
    })
    .says("A number without its sign.")
    .shows("abs(-3)", "3"),
    Function::new("sign", X, |_, args| match args {
        [Value::Integer(n)] => Ok(n.signum().into()),
        [Value::Float(x)] if x.is_nan() => Ok(f64::NAN.into()),
        [Value::Float(x)] => Ok((i64::from(*x > 0.0) - i64::from(*x < 0.0)).into()),
        _ => Err(Fault::arguments("sign", args)),
    })
    .says("-1, 0 or 1: whether a number is below, at or above zero.")
    .shows("sign(-2.5)", "-1"),
    Function::new("ceil", X, |_, args| Ok(on(args, f64::ceil)))
        .also(&["ceiling"])
        .says("The least whole number that is not below `x`, as FLOAT.")
        .shows("ceil(0.1)", "1.0"),
    Function::new("floor", X, |_, args| Ok(on(args, f64::floor)))
        .says("The greatest whole number that is not above `x`, as FLOAT.")
        .shows("floor(0.9)", "0.0"),
    Function::new(
        "round",
        &[One("x", Takes::Number), Maybe("precision", Takes::Integer), Maybe("mode", Takes::Text)],
        round,
    )
    .says(
        "The nearest whole number, or number of `precision` decimal places, as FLOAT. A half goes \
         up without a precision and away from zero with one, or as `mode` says: `UP`, `DOWN`, \
         `CEILING`, `FLOOR`, `HALF_UP`, `HALF_DOWN`, `HALF_EVEN`.",
    )
    .shows("round(1.249, 1)", "1.2"),
    Function::new("isNaN", X, |_, args| Ok(matches!(args, [Value::Float(x)] if x.is_nan()).into()))
        .says("Whether a number is `NaN`, the result of a calculation that has none.")
        .shows("isNaN(0.0 / 0.0)", "true"),
    Function::new("rand", &[], |_, _| Ok(random().into()))
        .says("A random number from 0 up to and without 1.")
        .shows("rand() < 1.0", "true")
        .varies(),
    Function::new("randomUUID", &[], |_, _| Ok(uuid().into()))
        .says("A random identifier, of version 4 (RFC 9562).")
        .shows("size(randomUUID())", "36")
        .varies(),
];

pub(super) const CURVES: &[Function] =
    &[
        Function::new("sqrt", X, |_, args| Ok(on(args, f64::sqrt)))
            .says("The square root; `NaN` of a number below zero.")
            .shows("sqrt(16)", "4.0"),
        Function::new("exp", X, |_, args| Ok(on(args, f64::exp)))
            .says("`e` to the power of `x`.")
            .shows("exp(0)", "1.0"),
        Function::new("log", X, |_, args| Ok(on(args, f64::ln)))
            .says("The natural logarithm; `NaN` of a number below zero.")
            .shows("log(1)", "0.0"),
        Function::new("log10", X, |_, args| Ok(on(args, f64::log10)))
            .says("The logarithm to base 10; `NaN` of a number below zero.")
            .shows("log10(1000)", "3.0"),
        Function::new("e", &[], |_, _| Ok(consts::E.into()))
            .says("The base of the natural logarithm.")
            .shows("e()", "2.718281828459045"),
        Function::new("pi", &[], |_, _| Ok(consts::PI.into()))
            .says("The ratio of a circle's circumference to its diameter.")
            .shows("pi()", "3.141592653589793"),
        Function::new("sin", X, |_, args| Ok(on(args, f64::sin)))
            .says("The sine of an angle in radians.")
            .shows("sin(0)", "0.0"),
        Function::new("cos", X, |_, args| Ok(on(args, f64::cos)))
            .says("The cosine of an angle in radians.")
            .shows("cos(0)", "1.0"),
        Function::new("tan", X, |_, args| Ok(on(args, f64::tan)))
            .says("The tangent of an angle in radians.")
            .shows("tan(0)", "0.0"),
        Function::new("cot", X, |_, args| Ok(on(args, |x| 1.0 / x.tan())))
            .says("The cotangent of an angle in radians; infinite at 0.")
            .shows("round(cot(pi() / 4), 9)", "1.0"),
        Function::new("asin", X, |_, args| Ok(on(args, f64::asin)))
            .says("The arcsine, in radians; `NaN` beyond -1 and 1.")
            .shows("asin(0)", "0.0"),
        Function::new("acos", X, |_, args| Ok(on(args, f64::acos)))
            .says("The arccosine, in radians; `NaN` beyond -1 and 1.")
            .shows("acos(1)", "0.0"),
        Function::new("atan", X, |_, args| Ok(on(args, f64::atan)))
            .says("The arctangent, in radians.")
            .shows("atan(0)", "0.0"),
        Function::new("atan2", &[One("y", Takes::Number), One("x", Takes::Number)], |_, args| {
            match args {
                [y, x] => Ok(float(y).zip(float(x)).map(|(y, x)| y.atan2(x)).into()),
                _ => Err(Fault::arguments("atan2", args)),
            }
        })
        .says("The angle, in radians, at which the point (x, y) is seen from the origin.")
        .shows("atan2(0, 1)", "0.0"),
        Function::new("sinh", X, |_, args| Ok(on(args, f64::sinh)))
            .says("The hyperbolic sine.")
            .shows("sinh(0)", "0.0"),
        Function::new("cosh", X, |_, args| Ok(on(args, f64::cosh)))
            .says("The hyperbolic cosine.")
            .shows("cosh(0)", "1.0"),
        Function::new("tanh", X, |_, args| Ok(on(args, f64::tanh)))
            .says("The hyperbolic tangent.")
            .shows("tanh(0)", "0.0"),
        Function::new("coth", X, |_, args| Ok(on(args, |x| 1.0 / x.tanh())))
            .says("The hyperbolic cotangent; infinite at 0.")
            .shows("coth(1.0 / 0.0)", "1.0"),
        Function::new("degrees", X, |_, args| Ok(on(args, f64::to_degrees)))
            .says("Radians as degrees.")
            .shows("degrees(pi())", "180.0"),
        Function::new("radians", X, |_, args| Ok(on(args, f64::to_radians)))
            .says("Degrees as radians.")
            .shows("radians(180)", "3.141592653589793"),
        Function::new("haversin", X, |_, args| Ok(on(args, |x| (1.0 - x.cos()) / 2.0)))
            .says("Half the versine of an angle in radians, as distances on a globe need it.")
            .shows("haversin(pi())", "1.0"),
    ];

fn on(args: &[Value], calculate: fn(f64) -> f64) -> Value {
    args.first().and_then(float).map(calculate).into()
}

fn round(_: &Env<'_>, args: &[Value]) -> Result<Value, Fault> {
    let x = args.first().and_then(float).unwrap_or_default();
    let Some(places) = args.get(1).and_then(Value::as_integer) else {
        // Not `(x + 0.5).floor()`: that addition rounds.
        let below = x.floor();
        return Ok(if x - below >= 0.5 { below + 1.0 } else { below }.into());
    };
    let Ok(places) = usize::try_from(places) else {
        return Err(Fault::out_of_range(format!("precision of round() is {places}, less than 0")));
    };
    let name = args.get(2).and_then(Value::as_str).unwrap_or("HALF_UP");
    let Some(mode) = Mode::named(name) else {
        let shown = super::fault::shown(name);
        return Err(Fault::unreadable(format!("{shown} is no way of rounding"))
            .with_help("use UP, DOWN, CEILING, FLOOR, HALF_UP, HALF_DOWN or HALF_EVEN"));
    };
    Ok(rounded(x, places, mode).into())
}

/// Which of two neighbours a number is rounded to (as `java.math.RoundingMode`, which other
/// engines use, names them).
#[derive(Debug, Clone, Copy)]
enum Mode {
    Up,
    Down,
    Ceiling,
    Floor,
    HalfUp,
    HalfDown,
    HalfEven,
}

impl Mode {
    fn named(name: &str) -> Option<Self> {
        Some(match name.to_ascii_uppercase().as_str() {
            "UP" => Self::Up,
            "DOWN" => Self::Down,
            "CEILING" => Self::Ceiling,
            "FLOOR" => Self::Floor,
            "HALF_UP" => Self::HalfUp,
            "HALF_DOWN" => Self::HalfDown,
            "HALF_EVEN" => Self::HalfEven,
            _ => return None,
        })
    }

    /// Whether the digits kept grow by one; `rest` are the digits cut off, not all zero.
    fn grows(self, negative: bool, odd: bool, rest: &[u8]) -> bool {
        let half = match rest {
            [b'5', zeros @ ..] if zeros.iter().all(|d| *d == b'0') => std::cmp::Ordering::Equal,
            [b'5'..=b'9', ..] => std::cmp::Ordering::Greater,
            _ => std::cmp::Ordering::Less,
        };
        match self {
            Self::Up => true,
            Self::Down => false,
            Self::Ceiling => !negative,
            Self::Floor => negative,
            Self::HalfUp => half.is_ge(),
            Self::HalfDown => half.is_gt(),
            Self::HalfEven => half.is_gt() || half.is_eq() && odd,
        }
    }
}

/// Rounds the decimal number that people see, not the binary one beside it: 0.285 to two places
/// is 0.29.
fn rounded(x: f64, places: usize, mode: Mode) -> f64 {
    let shown = format!("{}", x.abs());
    let Some((whole, fraction)) = shown.split_once('.') else { return x };
    let Some((kept, rest)) = fraction.as_bytes().split_at_checked(places) else { return x };
    let mut digits: Vec<u8> = [b"0", whole.as_bytes(), kept].concat();
    let odd = digits.last().is_some_and(|d| d % 2 == 1);
    let negative = x.is_sign_negative();
    if rest.iter().any(|d| *d != b'0') && mode.grows(negative, odd, rest) {
        for digit in digits.iter_mut().rev() {
            if *digit < b'9' {
                *digit += 1;
                break;
            }
            *digit = b'0';
        }
    }
    let text: String = digits.into_iter().map(char::from).collect();
    let size = format!("{text}e-{}", kept.len()).parse().unwrap_or(x.abs());
    if negative { -size } else { size }
}

/// 64 random bits: the standard library keys its hashers from the system's source of randomness.
fn bits() -> u64 {
    RandomState::new().hash_one(0_u8)
}

#[expect(clippy::cast_precision_loss, reason = "53 bits are exact in a float")]
fn random() -> f64 {
    (bits() >> 11) as f64 / (1_u64 << 53) as f64
}

fn uuid() -> String {
    let (high, low) = (bits(), bits());
    format!(
        "{:08x}-{:04x}-4{:03x}-{:04x}-{:012x}",
        high >> 32,
        (high >> 16) & 0xffff,
        high & 0xfff,
        (low >> 48) & 0x3fff | 0x8000,
        low & 0xffff_ffff_ffff
    )
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn rounding_is_of_the_number_people_see() {
        for (x, places, mode, wanted) in [
            (0.285, 2, Mode::HalfUp, 0.29),
            (-1.5, 0, Mode::HalfUp, -2.0),
            (-1.5, 0, Mode::HalfDown, -1.0),
            (2.5, 0, Mode::HalfEven, 2.0),
            (3.5, 0, Mode::HalfEven, 4.0),
            (9.995, 2, Mode::HalfUp, 10.0),
            (1.21, 1, Mode::Up, 1.3),
            (-1.29, 1, Mode::Ceiling, -1.2),
            (-1.21, 1, Mode::Floor, -1.3),
            (1.29, 1, Mode::Down, 1.2),
            (0.05, 0, Mode::HalfUp, 0.0),
            (1e300, 3, Mode::HalfUp, 1e300),
            (1.25, usize::MAX, Mode::HalfUp, 1.25),
        ] {
            assert_eq!(Value::from(rounded(x, places, mode)), wanted.into(), "{x} {places}");
        }
        assert!(rounded(f64::NAN, 2, Mode::HalfUp).is_nan());
        assert!(rounded(f64::INFINITY, 2, Mode::HalfUp).is_infinite());
    }

    #[test]
    fn random_identifiers_are_of_version_4() {
        let (a, b) = (uuid(), uuid());
        assert_ne!(a, b);
        assert_eq!(a.as_bytes()[14], b'4');
        assert!(matches!(a.as_bytes()[19], b'8'..=b'9' | b'a'..=b'b'));
        assert!((0..1_000).map(|_| random()).all(|x| (0.0..1.0).contains(&x)));
    }
}
