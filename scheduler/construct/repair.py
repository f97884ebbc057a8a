"""Making a draft lawful: what breaks a rule is taken back, tours demanded are added."""

from collections.abc import Sequence

from scheduler.construct.draft import Draft, in_order
from scheduler.domain.missions import Occurrence
from scheduler.rules.base import Breach


class Repair:
    """Makes a draft lawful.

    Parameters
    ----------
    draft
        The roster; it is changed.
    """

    def __init__(self, draft: Draft) -> None:
        self.draft = draft
        self.scenario = draft.scenario

    # --- tours ------------------------------------------------------------------------

    def mend(self, officer: str) -> None:
        """Add or drop tours of an officer while this leaves fewer breaches."""
        draft = self.draft
        now = draft.tours[officer]
        count = draft.breaches_of(officer, now)
        while count:
            tried = []
            for tour in self.scenario.tours[officer]:
                if tour in now:
                    if draft.droppable(tour):
                        tried.append(tuple(t for t in now if t is not tour))
                elif draft.options.offered(tour):
                    tried.append(in_order((*now, tour)))
            found = [(draft.breaches_of(officer, tours), tours) for tours in tried]
            least = min(found, key=lambda f: f[0], default=(count, now))
            if least[0] >= count:
                break
            count, now = least
        draft.set_tours(officer, now)

    def audit(self) -> None:
        """Judge the tours that changed by what ``may_add`` leaves out.

        What is refused is taken back. From then on nothing is left out about the
        officers whom a rule accused.
        """
        draft = self.draft
        changed = sorted(draft.changed)
        draft.changed.clear()
        for officer in changed:
            if not draft.audited(officer):
                draft.watch(officer)
                while not draft.lawful_week(officer) and self._drop_any(officer):
                    pass

    def _drop_any(self, officer: str) -> bool:
        """Drop the tour of an officer with the fewest points in its missions."""
        draft = self.draft
        found = []
        for tour in draft.tours[officer]:
            crews = [
                d.occurrence
                for d in draft.duties[officer]
                if tour.slot.contains(d.occurrence.span)
            ]
            if draft.droppable(tour) and not any(map(draft.stays, crews)):
                missions = [self.scenario.missions[o.mission] for o in crews]
                mandatory = sum(m.priority for m in missions if m.mandatory)
                points = sum(m.priority for m in missions)
                rank = (not draft.spare(tour), mandatory, points, tour)
                found.append((rank, crews))
        if not found:
            return False
        (*_rank, tour), crews = min(found, key=lambda f: f[0])
        for occurrence in crews:
            draft.unhold(occurrence)
        draft.drop_tour(tour)
        return True

    # --- breaches ---------------------------------------------------------------------

    def take_back(self, found: Sequence[Breach]) -> bool:
        """Take back what breaches name; tell whether anything was taken back.

        It is not added again.
        """
        done: set[str] = set()
        for breach in found:
            # Crews that break a rule together need not all go.
            together = not breach.officers and breach.rule in done
            if not together and self._take_back(breach):
                done.add(breach.rule)
        return bool(done)

    def _take_back(self, breach: Breach) -> bool:
        draft = self.draft
        crews = [
            o
            for o, crew in draft.crews.items()
            if (breach.mission is None or o.mission == breach.mission)
            and (not breach.officers or any(d.officer in breach.officers for d in crew))
            and not draft.stays(o)
        ]
        if breach.mission is not None:
            exact = [o for o in crews if o.span.start == breach.when]
            for occurrence in (exact or crews)[:1]:
                self._drop_crew(occurrence, breach.officers)
                return True
            return False
        if not breach.officers:
            for occurrence in crews:
                self._drop_crew(occurrence, ())
            return bool(crews)
        # A frozen seat may name an officer who is not in the tables.
        known = (o for o in breach.officers if o in draft.tours)
        return any(self._relieve(o, breach, crews) for o in known)

    def _drop_crew(self, occurrence: Occurrence, officers: Sequence[str]) -> None:
        draft = self.draft
        named = [d.officer for d in draft.crews[occurrence] if d.officer in officers]
        if named:
            draft.banned |= {(officer, occurrence) for officer in named}
        else:
            draft.barred.add(occurrence)
        draft.unhold(occurrence)

    def _relieve(
        self, officer: str, breach: Breach, crews: Sequence[Occurrence]
    ) -> bool:
        """Take back a tour or a crew of an officer near the time of a breach."""
        draft = self.draft
        draft.learn(breach.rule, officer)
        when = breach.when or 0
        own = [o for o in crews if any(d.officer == officer for d in draft.crews[o])]
        if not own or not draft.lawful_week(officer):
            duties = draft.duties[officer]
            tours = sorted(
                (t for t in draft.tours[officer] if draft.droppable(t)),
                key=lambda t: abs(t.span.start - when),
            )
            for tour in tours:
                here = [
                    d.occurrence
                    for d in duties
                    if tour.span.overlaps(d.occurrence.span)
                ]
                if any(map(draft.stays, here)):
                    continue
                for occurrence in here:
                    draft.unhold(occurrence)
                draft.drop_tour(tour)
                draft.options.refuse(tour)
                return True
        if own:
            nearest = min(own, key=lambda o: abs(o.span.start - when))
            self._drop_crew(nearest, (officer,))
            return True
        return False
