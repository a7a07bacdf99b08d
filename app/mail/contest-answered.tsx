import { MailButton, mailHtml, MailLayout, MailText, mailText, MailTitle } from "./layout";
import type { MailSchool, RenderedMail } from "./layout";

export type ContestAnsweredMail = {
  school: MailSchool;
  courseName: string;
  title: string;
  /** "Mon 23 Nov, 7:30–9:30 pm IST" */
  when: string;
  /** The mark is another one than the student asked about. */
  isChanged: boolean;
  /** What it is now, in lower case: "late". */
  mark: string | null;
  /** What the school wrote. */
  answer: string;
  classesUrl: string;
};

/** A student said that a mark is wrong: what became of it, and why. */
export function renderContestAnswered({
  school,
  courseName,
  title,
  when,
  isChanged,
  mark,
  answer,
  classesUrl,
}: ContestAnsweredMail): RenderedMail {
  const subject = `Your attendance: ${title.slice(0, 60)}`;
  const asked = `You asked about your attendance in ${courseName}: ${title}, ${when}.`;
  const now = isChanged
    ? `Your attendance is corrected${mark ? `: you are marked as ${mark} now.` : "."}`
    : `Your attendance stays as it is${mark ? `: ${mark}.` : "."}`;
  const why = `The answer: ${answer}`;
  return {
    subject,
    html: mailHtml(
      <MailLayout school={school} subject={subject} preview={now}>
        <MailTitle>{isChanged ? "Your attendance is corrected" : "Your attendance stays as it is"}</MailTitle>
        <MailText>{asked}</MailText>
        <MailText>{now}</MailText>
        <MailText>{why}</MailText>
        <MailButton school={school} href={classesUrl}>
          See your classes
        </MailButton>
      </MailLayout>,
    ),
    text: mailText(school, [asked, now, `${why}\n${classesUrl}`]),
  };
}
