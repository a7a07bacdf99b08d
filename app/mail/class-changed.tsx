import { MailButton, mailHtml, MailLayout, MailText, mailText, MailTitle } from "./layout";
import type { MailSchool, RenderedMail } from "./layout";

export type ClassChangedMail = {
  school: MailSchool;
  courseName: string;
  title: string;
  /** Where to see the days ahead. */
  homeUrl: string;
} & (
  | { kind: "moved"; from: string; to: string; reason: string | null }
  | { kind: "cancelled"; when: string; reason: string | null }
  | { kind: "restored"; when: string }
);

function sentences(mail: ClassChangedMail): { subject: string; title: string; what: string; next: string } {
  switch (mail.kind) {
    case "moved":
      return {
        subject: `New time: ${mail.title}, ${mail.to}`,
        title: "Your class has a new time",
        what: `${mail.courseName} · ${mail.title} is now on ${mail.to}. It was planned for ${mail.from}.`,
        next: "You have nothing to change: Hub opens the class at the new time.",
      };
    case "cancelled":
      return {
        subject: `Cancelled: ${mail.title}, ${mail.when}`,
        title: "Your class is cancelled",
        what: `${mail.courseName} · ${mail.title} on ${mail.when} does not take place.`,
        next: "If it gets a new date, we mail you.",
      };
    case "restored":
      return {
        subject: `Takes place after all: ${mail.title}, ${mail.when}`,
        title: "Your class takes place after all",
        what: `${mail.courseName} · ${mail.title} is on again, on ${mail.when} as first planned.`,
        next: "You have nothing to change.",
      };
  }
}

/** A class moved, was called off, or is on again. */
export function renderClassChanged(mail: ClassChangedMail): RenderedMail {
  const { subject, title, what, next } = sentences(mail);
  const reason = "reason" in mail && mail.reason ? `Why: ${mail.reason}` : null;
  return {
    subject,
    html: mailHtml(
      <MailLayout school={mail.school} subject={subject} preview={what}>
        <MailTitle>{title}</MailTitle>
        <MailText>{what}</MailText>
        {reason ? <MailText>{reason}</MailText> : null}
        <MailText>{next}</MailText>
        <MailButton school={mail.school} href={mail.homeUrl}>
          See your next classes
        </MailButton>
      </MailLayout>,
    ),
    text: mailText(mail.school, [what, reason, `${next}\n${mail.homeUrl}`]),
  };
}
