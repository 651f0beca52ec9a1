"""Amounts of money: integers in the smallest unit, with their currency."""

from dataclasses import dataclass
from decimal import Decimal
from fractions import Fraction

# Digits after the decimal point, ISO 4217.
_EXPONENTS = {"CNY": 2, "EUR": 2, "USD": 2, "JPY": 0}


@dataclass(frozen=True, order=False)
class Money:
    """`minor` units (fen, cent) of `currency` (ISO 4217). Mixing currencies raises ``ValueError``."""

    minor: int
    currency: str = "CNY"

    def __post_init__(self) -> None:
        if self.currency not in _EXPONENTS:
            raise ValueError(f"unknown currency {self.currency!r}")

    def __add__(self, other: "Money") -> "Money":
        return Money(self.minor + self._same(other), self.currency)

    def __sub__(self, other: "Money") -> "Money":
        return Money(self.minor - self._same(other), self.currency)

    def __lt__(self, other: "Money") -> bool:
        return self.minor < self._same(other)

    def __le__(self, other: "Money") -> bool:
        return self.minor <= self._same(other)

    @property
    def decimal(self) -> Decimal:
        """The amount in the currency's main unit, exact."""
        return Decimal(self.minor).scaleb(-_EXPONENTS[self.currency])

    @classmethod
    def of(cls, amount: Decimal, currency: str = "CNY") -> "Money":
        """Money of a decimal `amount` in main units; a fraction of the smallest unit raises ``ValueError``."""
        minor = Fraction(amount) * 10 ** _EXPONENTS.get(currency, 0) if amount.is_finite() else None
        if minor is None or minor.denominator != 1:
            raise ValueError(f"{amount} has a fraction of the smallest unit of {currency}")
        return cls(int(minor), currency)

    def _same(self, other: "Money") -> int:
        if other.currency != self.currency:
            raise ValueError(f"{self.currency} and {other.currency} cannot be mixed")
        return other.minor
