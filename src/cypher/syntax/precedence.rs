//! How tightly operators bind: one table for the parser and the printer.

use super::tree::{BinaryOp, Expr, ExprKind, UnaryOp};

/// How tightly an operator binds, loosest first.
#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord)]
pub(super) enum Level {
    Or,
    Xor,
    And,
    Not,
    Comparison,
    Predicate,
    Sum,
    Product,
    Power,
    Unary,
    Postfix,
}

impl Level {
    /// The next tighter level: that of operands behind an operator, as all of them group from the left.
    pub(super) fn tighter(self) -> Self {
        match self {
            Self::Or => Self::Xor,
            Self::Xor => Self::And,
            Self::And => Self::Not,
            Self::Not => Self::Comparison,
            Self::Comparison => Self::Predicate,
            Self::Predicate => Self::Sum,
            Self::Sum => Self::Product,
            Self::Product => Self::Power,
            Self::Power => Self::Unary,
            Self::Unary | Self::Postfix => Self::Postfix,
        }
    }
}

impl BinaryOp {
    /// How tightly it binds.
    pub(super) fn level(self) -> Level {
        match self {
            Self::Add | Self::Subtract | Self::Concatenate => Level::Sum,
            Self::Multiply | Self::Divide | Self::Modulo => Level::Product,
            Self::Power => Level::Power,
            Self::StartsWith | Self::EndsWith | Self::Contains | Self::In | Self::Matches => {
                Level::Predicate
            }
        }
    }
}

impl Expr {
    /// The loosest level at which it can stand without brackets.
    ///
    /// A pattern, labels, a type and a map projection would take in what stands behind them, so they
    /// count as looser than the grammar has them.
    pub(super) fn level(&self) -> Level {
        match &self.kind {
            ExprKind::Or(_) | ExprKind::IsType { .. } => Level::Or,
            ExprKind::Xor(_) => Level::Xor,
            ExprKind::And(_) => Level::And,
            ExprKind::Unary { op: UnaryOp::Not, .. } => Level::Not,
            ExprKind::Comparison { .. } | ExprKind::Pattern(_) => Level::Comparison,
            ExprKind::IsNull { .. } => Level::Predicate,
            ExprKind::Binary { op, .. } => op.level(),
            ExprKind::Unary { .. } | ExprKind::HasLabels { .. } | ExprKind::MapProjection(_) => {
                Level::Unary
            }
            _ => Level::Postfix,
        }
    }
}
