import { renderAddressAdded } from "#mail/address-added";
import { renderAddressChanged } from "#mail/address-changed";
import { renderAnnouncement } from "#mail/announcement";
import { renderBatchCancelled, renderBatchMoved } from "#mail/batch-changed";
import { renderClassChanged } from "#mail/class-changed";
import { renderClassReminder } from "#mail/class-reminder";
import { renderContestAnswered } from "#mail/contest-answered";
import { renderInvite } from "#mail/invite";
import { renderNotInvited } from "#mail/not-invited";
import { renderClassesPlanned, renderPlaceGiven } from "#mail/place-given";
import { renderSignInCode } from "#mail/sign-in-code";
import { markWords } from "#app/copy";
import { paths } from "#app/paths";
import { tenantView } from "#app/shell";
import { sealSignInLink } from "#domain/identity/sign-in-link";
import type { RenderMail } from "#domain/notifications/mail-content";
import { subjectLine } from "#domain/notifications/subject-line";

/** Each thing the domain has to say, in its template; links go to the school's own host. */
export const renderMail: RenderMail = async (content, ctx) => {
  const mail = await written(content, ctx);
  return { ...mail, subject: subjectLine(mail.subject) };
};

const written: RenderMail = async (content, ctx) => {
  const school = tenantView(content.tenant);
  const origin = originOf(content.host, ctx.ports.mail.baseUrl);
  const homeUrl = `${origin}${paths.home()}`;
  switch (content.template) {
    case "code": {
      const token = await sealSignInLink(ctx.ports.vault, content.flowId, content.code);
      const link = `${origin}${paths.confirm()}?link=${encodeURIComponent(token)}`;
      return renderSignInCode({ school, code: content.code, validMinutes: content.validMinutes, link });
    }
    case "not_invited":
      return renderNotInvited({ school, address: content.address });
    case "class_reminder_day":
    case "class_reminder_soon": {
      const { course: courseName, title, number, when, startsAt, opensAt, trainer } = content;
      // A school whose doors open later than the last reminder must not read that they are open.
      const ahead = content.template === "class_reminder_soon" && content.isOpen ? "minutes" : "day";
      const joinUrl = `${origin}${paths.join(content.sessionId)}`;
      return renderClassReminder({
        school,
        ahead,
        courseName,
        title,
        number,
        when,
        startsAt,
        opensAt,
        trainer,
        joinUrl,
      });
    }
    case "class_cancelled":
    case "class_moved":
    case "class_restored": {
      const { course: courseName, title, when } = content;
      const about = { school, courseName, title, homeUrl };
      if (content.template === "class_restored") return renderClassChanged({ ...about, kind: "restored", when });
      const { reason } = content;
      return content.template === "class_moved"
        ? renderClassChanged({ ...about, kind: "moved", from: content.was, to: when, reason })
        : renderClassChanged({ ...about, kind: "cancelled", when, reason });
    }
    case "invite":
      return renderInvite({ school, name: content.name, loginUrl: `${origin}${paths.login()}` });
    case "address_added":
      return renderAddressAdded({ school, masked: content.masked, profileUrl: `${origin}${paths.profile()}` });
    case "address_changed":
      return renderAddressChanged({ school, masked: content.masked, opensStill: content.opensStill });
    case "place_given":
    case "classes_planned": {
      const { batch: batchName, course: courseName, next, coming } = content;
      const about = { school, batchName, courseName, next, homeUrl };
      return content.template === "place_given" ? renderPlaceGiven(about) : renderClassesPlanned({ ...about, coming });
    }
    case "batch_moved": {
      const { batch: batchName, course: courseName, reason, classes, more } = content;
      return renderBatchMoved({ school, batchName, courseName, reason, classes, more, homeUrl });
    }
    case "batch_cancelled": {
      const { batch: batchName, course: courseName, reason, to, owner } = content;
      return renderBatchCancelled({ school, batchName, courseName, reason, to, owner, homeUrl });
    }
    case "contest_answered": {
      const { course: courseName, title, when, isChanged, mark, answer } = content;
      const markWord = mark && markWords[mark].word.toLowerCase();
      const classesUrl = `${origin}${paths.classes()}`;
      return renderContestAnswered({ school, courseName, title, when, isChanged, mark: markWord, answer, classesUrl });
    }
    case "announcement": {
      const { about, from, message } = content;
      return renderAnnouncement({ school, about, from, message, homeUrl });
    }
  }
};

/** Scheme and port of this installation, host of the organization. */
function originOf(host: string, baseUrl: string): string {
  const url = new URL(baseUrl);
  url.hostname = host;
  return url.origin;
}
