import { MailButton, mailHtml, MailLayout, MailText, mailText, MailTitle } from "./layout";
import type { MailSchool, RenderedMail } from "./layout";

export type ClassReminderMail = {
  school: MailSchool;
  /** A day before, or in the quarter of an hour before. */
  ahead: "day" | "minutes";
  courseName: string;
  title: string;
  /** "class 14 of 36" */
  number: string;
  /** "Mon 23 Nov, 7:30–9:30 pm IST" */
  when: string;
  /** "7:30 pm IST" */
  startsAt: string;
  /** "7:15 pm IST" */
  opensAt: string;
  trainer: string | null;
  /** Our own door, never the meeting's link: that is asked for at the click. */
  joinUrl: string;
};

/** A class is near. The times are absolute: nobody knows when a mail is read. */
export function renderClassReminder(mail: ClassReminderMail): RenderedMail {
  const { school } = mail;
  const soon = mail.ahead === "minutes";
  const subject = soon ? `Starts at ${mail.startsAt}: ${mail.title}` : `${mail.when}: ${mail.title}`;
  const which = `${mail.courseName} · ${mail.title}, ${mail.number}${mail.trainer ? `, with ${mail.trainer}` : ""}`;
  const opens = soon ? "The class is open: you can join now." : `You can join from ${mail.opensAt}.`;
  return {
    subject,
    html: mailHtml(
      <MailLayout school={school} subject={subject} preview={`${mail.when}. ${opens}`}>
        <MailTitle>{mail.title}</MailTitle>
        <MailText soft>
          {mail.courseName} · {mail.number}
          {mail.trainer ? ` · with ${mail.trainer}` : ""}
        </MailText>
        <MailText>
          <strong>{mail.when}</strong>
        </MailText>
        <MailText>{opens}</MailText>
        <MailButton school={school} href={mail.joinUrl}>
          {soon ? "Join class" : "Open the class page"}
        </MailButton>
      </MailLayout>,
    ),
    text: mailText(school, [which, mail.when, `${opens}\n${mail.joinUrl}`]),
  };
}
