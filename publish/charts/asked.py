"""What a chart is about, and how that is called."""

from dataclasses import dataclass
from datetime import date

from models.trends import Area, Step
from models.vocabulary import Age, FigureTopic, FigureUnit, Sex
from publish.language import Speech
from publish.words import AGES, SEXES, STEPS, subject
from storage.series import SeriesFilters


@dataclass(frozen=True, slots=True)
class ChartAsked:
    """One question to the series."""

    unit: FigureUnit
    topic: FigureTopic = FigureTopic.TPPO
    step: Step = Step.YEAR
    area: Area = Area.PROVINCE
    region: str | None = None
    """Kemendagri code; a province takes in its kabupaten and kota."""
    region_name: str | None = None
    sex: Sex | None = None
    age: Age | None = None
    agency: str | None = None
    """Part of the name of the agency or official that figures are credited to."""
    since: date | None = None
    until: date | None = None
    is_rate: bool = False
    """Per 100,000 inhabitants instead of counts."""

    def filters(self) -> SeriesFilters:
        """The same for `pipelines.trends.trends`."""
        return SeriesFilters(
            units=(self.unit,),
            topic=self.topic,
            region=self.region,
            sex=self.sex,
            age=self.age,
            agency=self.agency,
            since=self.since,
            until=self.until,
        )

    def subject(self, say: Speech) -> str:
        """`korban TPPO (perempuan, anak)`."""
        people = [say.said(SEXES[self.sex])] if self.sex else []
        people += [say.said(AGES[self.age])] if self.age else []
        counted = subject(say, self.unit, self.topic)
        return f"{counted} ({', '.join(people)})" if people else counted

    def heading(self, say: Speech) -> str:
        """What stands above the chart."""
        place = self.region_name or say.said("seluruh wilayah")
        heading = f"{self.subject(say)}, {place}, {say.said(STEPS[self.step])}"
        return heading[:1].upper() + heading[1:]
