/** What the school told a student, as Hub says it. */
import type { NoticeTemplate, StudentNotice } from "#domain/notifications/student-notices";
import { maskedEmail } from "#kernel/email";
import { rangeText, whenText } from "#kernel/time";
import type { SchoolWords } from "#kernel/school-words";

import { paths } from "./paths";
import type { NoticeLine } from "./ui/notice-list";
import { plural } from "./ui/plural";

type Said = { title: string; text: string; by?: string; href?: string };
type Words = (notice: StudentNotice, zone: string, words: SchoolWords) => Said | null;

const range = (from: string, to: string, zone: string) => rangeText(new Date(from), new Date(to), zone);
const because = (reason: string | null) => (reason ? ` Why: ${reason}` : "");

/** About one class: `what` says it after the class's name and time. */
const ofClass =
  (
    title: string,
    what: (session: NonNullable<StudentNotice["session"]>, when: string, zone: string) => string,
  ): Words =>
  ({ session }, zone) =>
    session && {
      title: `${title}: ${session.title}`,
      text: `${session.course} · ${what(session, range(session.startsAt, session.endsAt, zone), zone)}${because(session.reason)}`,
      href: paths.classes(),
    };

const saidOf: Record<NoticeTemplate, Words> = {
  announcement: ({ announcement }) =>
    announcement && { title: `About ${announcement.about}`, text: announcement.message, by: announcement.from },
  class_cancelled: ofClass("Cancelled", (_, when) => `${when} does not take place.`),
  class_restored: ofClass("Takes place after all", (_, when) => `${when}, as first planned.`),
  class_moved: ofClass("New time", ({ wasStartsAt, wasEndsAt }, when, zone) =>
    wasStartsAt && wasEndsAt
      ? `Now ${when}. It was planned for ${range(wasStartsAt, wasEndsAt, zone)}.`
      : `Now ${when}.`,
  ),
  batch_moved: ({ series }) =>
    series && {
      title: "Your classes have new times",
      text: `${series.course}, ${series.batch}: ${plural(series.classes, "class has", "classes have")} changed.${because(series.reason)}`,
      href: paths.classes(),
    },
  batch_cancelled: ({ move }, _zone, { batch }) =>
    move && {
      title: move.to ? `You have a new ${batch}: ${move.to}` : `Your ${batch} is cancelled: ${move.batch}`,
      text: `${move.course}: ${move.batch} does not go on.${because(move.reason)}${
        move.to ? "" : ` ${move.owner ?? "We"} will find a place for you and write to you.`
      }`,
      href: paths.classes(),
    },
  place_given: ({ cohort }, zone) =>
    cohort && {
      title: `You have a place in ${cohort.batch}`,
      text: cohort.nextAt
        ? `${cohort.course}: the next class is on ${whenText(new Date(cohort.nextAt), zone)}.`
        : `${cohort.course}: its classes have no dates ahead yet.`,
      href: paths.classes(),
    },
  classes_planned: ({ cohort }, zone) =>
    cohort && {
      title: `Your classes have dates: ${cohort.batch}`,
      text: cohort.nextAt
        ? `${cohort.course}: the next one is on ${whenText(new Date(cohort.nextAt), zone)}.`
        : `${cohort.course}: all of them are over by now.`,
      href: paths.classes(),
    },
  address_added: ({ address }) => ({
    title: "Another address opens your account",
    text: address
      ? `The office added ${maskedEmail(address)}. You did not ask for this? Tell them today.`
      : "The office added one, and took it off again.",
    href: paths.profile(),
  }),
  address_changed: ({ address }) =>
    address === null
      ? null
      : {
          title: "Your address was changed",
          text: `Your mails and sign-in codes go to ${maskedEmail(address)}. You did not ask for this? Tell the office today.`,
          href: paths.profile(),
        },
};

/** Each with who wrote it, when, and whether it is new to the student. */
export const noticeLines = (notices: StudentNotice[], zone: string, words: SchoolWords): NoticeLine[] =>
  notices.flatMap((notice) => {
    const said = saidOf[notice.template](notice, zone, words);
    if (!said) return [];
    const { title, text, by, href } = said;
    const when = whenText(new Date(notice.at), zone);
    return [
      { id: notice.id, title, text, meta: by ? `${by} · ${when}` : when, href: href ?? null, isNew: !notice.isRead },
    ];
  });
