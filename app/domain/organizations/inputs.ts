import * as z from "zod";

/** Names that our own hosts and paths need. */
export const reservedSlugs = [
  "auth",
  "www",
  "api",
  "app",
  "admin",
  "mail",
  "static",
  "assets",
  "status",
  "help",
  "support",
  "sales",
  "docs",
  "cdn",
  "hub",
  "localhost",
];

const zone = z.string().refine((name) => {
  try {
    new Intl.DateTimeFormat("en", { timeZone: name });
    return true;
  } catch {
    return false;
  }
}, "Give an IANA zone, like Asia/Kolkata.");
const origin = z.string().regex(/^https?:\/\/[a-z0-9.-]+(:\d+)?$/, "Give an origin, like https://zoom.us.");

const word = z.string().trim().min(2, "At least 2 letters.").max(24, "At most 24 letters.");

export const organizationInput = z.object({
  slug: z
    .string()
    .regex(/^[a-z][a-z0-9-]{1,38}[a-z0-9]$/, "3 to 40 small letters, digits and dashes, beginning with a letter.")
    .refine((slug) => !reservedSlugs.includes(slug), "This name is kept for Hub itself. Choose another."),
  name: z.string().trim().min(1, "Give the school's name.").max(120),
  zone: zone.default("Asia/Kolkata"),
  locale: z.string().default("en-IN"),
  currency: z
    .string()
    .regex(/^[A-Z]{3}$/, "Three capital letters, like INR.")
    .default("INR"),
  codePrefix: z.string().regex(/^[A-Z]{1,6}$/, "1 to 6 capital letters, like MD."),
  brand: z
    .string()
    .regex(/^#[0-9a-f]{6}$/, "A colour like #1f5fbf.")
    .default("#1f5fbf"),
  letter: z.string().min(1).max(2).optional(),
  /** What the school calls a batch on its screens, and several of them where adding an s is not enough. */
  words: z.object({ batch: word.optional(), batches: word.optional() }).default({}),
  /** A school that begins with running cohorts: what moves them over comes first on its screens. */
  pilot: z.boolean().default(false),
  supportEmail: z.email().nullable().default(null),
  supportPhone: z.string().nullable().default(null),
  supportHours: z.string().nullable().default(null),
  meetingOrigins: z
    .array(origin)
    .max(12)
    .default(["https://zoom.us", "https://us02web.zoom.us", "https://us05web.zoom.us", "https://us06web.zoom.us"]),
  holidays: z.array(z.object({ on: z.iso.date(), name: z.string() })).default([]),
  leader: z.object({ email: z.email(), fullName: z.string().trim().min(1) }),
  /** Hosts under the base domain: "<slug>.<base domain>". */
  baseDomain: z.string().regex(/^[a-z0-9.-]+$/),
});
export type OrganizationInput = z.input<typeof organizationInput>;
