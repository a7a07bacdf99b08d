/** A student's pages in front of staff who looks as the student: each link leads to the page's counterpart, or nowhere. */
import { paths } from "./paths";
import { studentPlaces } from "./shell";
import type { Place } from "./ui/tenant";

const counterparts: Record<string, (studentId: string) => string> = {
  [paths.home()]: paths.viewAs,
  [paths.classes()]: paths.viewAsClasses,
  [paths.notifications()]: paths.viewAsNotifications,
};

export const viewedHref = (href: string, studentId: string): string | null =>
  Object.hasOwn(counterparts, href) ? counterparts[href]!(studentId) : null;

/** The student's own places, but for those that are closed to whoever looks on. */
export const viewedPlaces = (studentId: string, current: "home" | "classes" | null): Place[] =>
  studentPlaces(current).flatMap((place) => {
    const href = viewedHref(place.href, studentId);
    return href ? [{ ...place, href }] : [];
  });

export const viewedName = ({ name, code }: { name: string; code: string }): string => `${name} (${code})`;
