import { MailButton, mailHtml, MailLayout, MailText, mailText, MailTitle } from "./layout";
import type { MailSchool, RenderedMail } from "./layout";

type AboutBatch = {
  school: MailSchool;
  batchName: string;
  courseName: string;
  reason: string | null;
  /** Where to see the days ahead. */
  homeUrl: string;
};
type MovedClass = { title: string; was: string; now: string | null };
export type BatchMovedMail = AboutBatch & { classes: MovedClass[]; more: number };
export type BatchCancelledMail = AboutBatch & {
  /** The batch the student is in now, with its next class; null where none was found yet. */
  to: { batch: string; next: string | null } | null;
  /** Who looks for a place. */
  owner: string | null;
};

const classText = ({ title, was, now }: MovedClass) =>
  now === null ? `${title}: ${was} does not take place.` : `${title}: now ${now}. It was planned for ${was}.`;

/** Several classes of a batch have new times, told in one mail. */
export function renderBatchMoved({
  school,
  batchName,
  courseName,
  reason,
  classes,
  more,
  homeUrl,
}: BatchMovedMail): RenderedMail {
  const subject = `New times for your classes: ${batchName.slice(0, 40)}`;
  const what = `${courseName}, ${batchName}: these classes have changed.`;
  const rest = more > 0 ? `And ${more} more: Hub shows them all.` : null;
  const why = reason ? `Why: ${reason}` : null;
  const next = "You have nothing to change: Hub opens each class at its new time.";
  return {
    subject,
    html: mailHtml(
      <MailLayout school={school} subject={subject} preview={what}>
        <MailTitle>Your classes have new times</MailTitle>
        <MailText>{what}</MailText>
        {classes.map((one) => (
          <MailText key={one.title + one.was}>{classText(one)}</MailText>
        ))}
        {rest ? <MailText>{rest}</MailText> : null}
        {why ? <MailText>{why}</MailText> : null}
        <MailText>{next}</MailText>
        <MailButton school={school} href={homeUrl}>
          See your next classes
        </MailButton>
      </MailLayout>,
    ),
    text: mailText(school, [what, ...classes.map(classText), rest, why, `${next}\n${homeUrl}`]),
  };
}

/** A batch does not take place any more: where its student is now, or who looks for a place for them. */
export function renderBatchCancelled({
  school,
  batchName,
  courseName,
  reason,
  to,
  owner,
  homeUrl,
}: BatchCancelledMail): RenderedMail {
  const word = school.words.batch;
  const subject = to
    ? `You have a new ${word}: ${to.batch.slice(0, 40)}`
    : `Your ${word} is cancelled: ${batchName.slice(0, 40)}`;
  const what = `${courseName}: ${batchName} does not go on.`;
  const why = reason ? `Why: ${reason}` : null;
  const now = to
    ? `You have a place in ${to.batch}.${to.next ? ` Its next class is on ${to.next}.` : ""} It costs you nothing.`
    : `${owner ?? "We"} will find a place for you and write to you. Your plan stays as it is, and it costs you nothing.`;
  return {
    subject,
    html: mailHtml(
      <MailLayout school={school} subject={subject} preview={now}>
        <MailTitle>{to ? `You have a new ${word}` : `Your ${word} is cancelled`}</MailTitle>
        <MailText>{what}</MailText>
        {why ? <MailText>{why}</MailText> : null}
        <MailText>{now}</MailText>
        <MailButton school={school} href={homeUrl}>
          See your next classes
        </MailButton>
      </MailLayout>,
    ),
    text: mailText(school, [what, why, `${now}\n${homeUrl}`]),
  };
}
