import { MailButton, mailHtml, MailLayout, MailText, mailText, MailTitle } from "./layout";
import type { MailSchool, RenderedMail } from "./layout";

type AboutPlace = {
  school: MailSchool;
  batchName: string;
  courseName: string;
  /** "Mon 23 Nov, 7:30 pm IST" */
  next: string | null;
  /** Where to see the days ahead. */
  homeUrl: string;
};
export type ClassesPlannedMail = AboutPlace & {
  /** Classes ahead. */
  coming: number;
};

/** A student has a place in a batch. */
export function renderPlaceGiven({ school, batchName, courseName, next, homeUrl }: AboutPlace): RenderedMail {
  const subject = `You have a place in ${batchName.slice(0, 60)}`;
  const what = `${courseName}: you have a place in ${batchName}.`;
  const when = next
    ? `Your next class is on ${next}. Hub opens it a little before, and reminds you by mail.`
    : "Its classes have no dates yet. We mail you as soon as they have.";
  return told({ school, subject, title: subject, what, when, homeUrl });
}

/** Students who waited for dates have some. */
export function renderClassesPlanned({
  school,
  batchName,
  courseName,
  next,
  coming,
  homeUrl,
}: ClassesPlannedMail): RenderedMail {
  const subject = `Your classes have dates: ${batchName.slice(0, 60)}`;
  const what = `${courseName}, ${batchName}: ${coming === 1 ? "one class is planned" : `${coming} classes are planned`}.`;
  const when = `The next one is on ${next}. Hub opens it a little before, and reminds you by mail.`;
  return told({ school, subject, title: "Your classes have dates", what, when, homeUrl });
}

type Told = Pick<AboutPlace, "school" | "homeUrl"> & { subject: string; title: string; what: string; when: string };
const told = ({ school, subject, title, what, when, homeUrl }: Told): RenderedMail => ({
  subject,
  html: mailHtml(
    <MailLayout school={school} subject={subject} preview={when}>
      <MailTitle>{title}</MailTitle>
      <MailText>{what}</MailText>
      <MailText>{when}</MailText>
      <MailButton school={school} href={homeUrl}>
        See your next classes
      </MailButton>
    </MailLayout>,
  ),
  text: mailText(school, [what, `${when}\n${homeUrl}`]),
});
