import type { Ctx, Tenant } from "#kernel/ctx";

import type { Mark } from "../attendance/inputs";

type ToTenant = { tenant: Tenant; host: string };
type AboutClass = ToTenant & {
  sessionId: string;
  course: string;
  title: string;
  /** "Mon 23 Nov, 7:30–9:30 pm IST" */
  when: string;
};
type Reminding = AboutClass & {
  /** "class 14 of 36" */
  number: string;
  /** "7:30 pm IST" */
  startsAt: string;
  /** "7:15 pm IST" */
  opensAt: string;
  isOpen: boolean;
  trainer: string | null;
};

type AboutBatch = ToTenant & { batch: string; course: string; reason: string | null };
/** `next` is the first class to come; null where no class has a date yet. */
type Cohort = ToTenant & { batch: string; course: string; next: string | null; coming: number };
/** One class of several that moved together; `now` is null where it does not take place. */
export type MovedClass = { title: string; was: string; now: string | null };

/** What a mail says, before anybody decided how it looks: instants are text already, links are made by the renderer. */
export type MailContent =
  | (ToTenant & { template: "code"; flowId: string; code: string; validMinutes: number })
  | (ToTenant & { template: "not_invited"; address: string })
  | (Reminding & { template: "class_reminder_day" })
  | (Reminding & { template: "class_reminder_soon" })
  | (AboutClass & { template: "class_cancelled"; reason: string | null })
  | (AboutClass & { template: "class_moved"; was: string; reason: string | null })
  | (ToTenant & { template: "invite"; name: string })
  | (ToTenant & { template: "address_added"; masked: string })
  | (ToTenant & { template: "address_changed"; masked: string; opensStill: boolean })
  | (AboutClass & { template: "class_restored" })
  | (AboutBatch & { template: "batch_moved"; classes: MovedClass[]; more: number })
  | (AboutBatch & {
      template: "batch_cancelled";
      to: { batch: string; next: string | null } | null;
      owner: string | null;
    })
  | (AboutClass & { template: "contest_answered"; isChanged: boolean; mark: Mark | null; answer: string })
  | (Cohort & { template: "place_given" })
  | (Cohort & { template: "classes_planned" })
  | (ToTenant & { template: "announcement"; about: string; from: string; message: string });

export type Template = MailContent["template"];
export type RenderedMail = { subject: string; html: string; text: string };
/** Given by the worker: a domain knows what to say and not how a mail looks. */
export type RenderMail = (content: MailContent, ctx: Ctx) => Promise<RenderedMail>;
