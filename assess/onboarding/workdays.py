"""Working days and public holidays of a country or region. Pure."""

from collections.abc import Callable
from datetime import date
from functools import lru_cache
from typing import TYPE_CHECKING

from babel import Locale

from assess.language import ENGLISH
from assess.later import later
from assess.onboarding.rules import OnboardingRefused
from assess.text import folded

if TYPE_CHECKING:
    import holidays
else:
    holidays = later("holidays")

NOWHERE = ""
"""No country: everybody works from Monday to Friday."""

SATURDAY = 5

FEW = 20
"""So many regions are offered with their names, more by their codes alone."""

_LANGUAGES = {"de": "de", "en": "en_US"}


def countries(language: str = ENGLISH) -> list[tuple[str, str]]:
    """Code and name of every country whose holidays are known, by name."""
    names = Locale.parse(language).territories
    known = holidays.list_supported_countries(include_aliases=False)
    return sorted(((code, names[code]) for code in known if code in names), key=lambda one: one[1])


def region_of(country: str, typed: str) -> str:
    """A region as its holidays are known by, however it was typed: by its code or its name.

    Raises `OnboardingRefused` for a region nobody knows the holidays of.
    """
    known = holidays.list_supported_countries().get(country, [])
    spoken = holidays.country_holidays(country).get_subdivision_aliases() if known else {}
    named = {folded(name): code for code, names in spoken.items() for name in names}
    named |= {folded(code): code for code in known} | {"": ""}
    if folded(typed) not in named:
        few = len(known) <= FEW
        offered = [f"{one} ({spoken[one][0]})" if few and spoken.get(one) else one for one in known]
        hint = f"Use one of {', '.join(offered)}" if known else "Leave it empty for this country"
        raise OnboardingRefused(f"The holidays of ‘{typed}’ are not known. {hint}.")
    return named[folded(typed)]


def is_working(country: str, region: str) -> Callable[[date], bool]:
    """Whether people work on a day."""
    if country == NOWHERE:
        return lambda day: day.weekday() < SATURDAY
    found = _calendar(country, region, ENGLISH)
    return lambda day: bool(found.is_working_day(day))


def why_off(day: date, country: str, region: str, language: str = ENGLISH) -> str:
    """Why nobody works on a day: the name of the holiday or of the day; empty when they do."""
    if is_working(country, region)(day):
        return ""
    found = "" if country == NOWHERE else _calendar(country, region, language).get(day, "")
    return str(found) or Locale.parse(language).days["format"]["wide"][day.weekday()]


@lru_cache(maxsize=64)
def _calendar(country: str, region: str, language: str) -> "holidays.HolidayBase":
    """A calendar of holidays in a language, where it is said in that; else in its own."""
    said = holidays.list_localized_countries().get(country, [])
    wanted = _LANGUAGES.get(language, language)
    named = next((one for one in said if one.partition("_")[0] == wanted[:2]), None)
    return holidays.country_holidays(country, subdiv=region or None, language=named)
