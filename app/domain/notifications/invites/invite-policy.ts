import * as z from "zod";

/** How fast invites leave, and how long one waits before a second one goes to somebody who did not come. */
export const invitePolicy = z.object({
  perMinute: z.number().int().min(1).max(1000),
  againAfterDays: z.number().int().min(0).max(90),
});
export type InvitePolicy = z.infer<typeof invitePolicy>;
export const defaultInvites: InvitePolicy = { perMinute: 60, againAfterDays: 3 };

type Version = { value: unknown; version: number };
/** The rule in force, with its version; the default in code is version 0. */
export function invitePolicyOf(found: Version | undefined): InvitePolicy & { version: number } {
  const parsed = invitePolicy.safeParse(found?.value);
  return parsed.success ? { ...parsed.data, version: found!.version } : { ...defaultInvites, version: 0 };
}
