import { afterAll, beforeAll, describe, expect, it } from "vitest";

import { uuidv7 } from "#kernel/ids";
import type { DomainWorld } from "#tests/support/domain-world";
import { domainWorld, refusal } from "#tests/support/domain-world";

import { createOrganization } from "./create-organization";
import type { OrganizationInput } from "./inputs";
import { reservedSlugs } from "./inputs";

let w: DomainWorld;
beforeAll(async () => {
  w = await domainWorld();
});
afterAll(() => w?.drop());

const input = (slug: string, more: Partial<OrganizationInput> = {}): OrganizationInput => ({
  slug,
  name: "Veena House",
  codePrefix: "VH",
  leader: { email: " Meera@Veena.Example ".trim(), fullName: "Meera Rao" },
  baseDomain: "hub.example",
  ...more,
});
/** The first Ctx of a school that is not there yet. */
const founder = (organizationId = uuidv7(w.clock.now.getTime())) => ({
  ...w.nimbus.job(),
  entrance: { kind: "system" as const, organizationId, actor: "system:org" },
});

describe("creating a school", () => {
  it("makes it ready to serve: its host, its counter, its holidays, its first leader", async () => {
    const ctx = founder();
    const { organizationId } = ctx.entrance;
    const holidays = [{ on: "2027-01-26", name: "Republic Day" }];
    expect(await createOrganization(ctx, input("veena", { holidays }))).toEqual({
      created: true,
      host: "veena.hub.example",
    });

    const made = await w.one(
      `select o.slug, o.state, o.zone, o.currency, o.letter, o.version, h.host, c.prefix, c.next_number::int as first, l.role, l.email, d.holiday_on::text as holiday
       from organizations o join organization_hosts h on h.organization_id = o.id join student_code_counters c on c.organization_id = o.id
       join allowed_staff_emails l on l.organization_id = o.id join organization_holidays d on d.organization_id = o.id where o.id = $1`,
      [organizationId],
    );
    expect(made).toEqual({
      slug: "veena",
      state: "active",
      zone: "Asia/Kolkata",
      currency: "INR",
      letter: "V",
      version: 1,
      host: "veena.hub.example",
      prefix: "VH",
      first: 1001,
      role: "leadership",
      email: "meera@veena.example",
      holiday: "2027-01-26",
    });
    const { rows } = await w.owner.query("select action, actor, reason from audit_logs where entity_id = $1", [
      organizationId,
    ]);
    expect(rows).toEqual([{ action: "org.create", actor: "system:org", reason: "created by command" }]);
    expect(await w.one("select event, payload from outbox where organization_id = $1", [organizationId])).toEqual({
      event: "organization.created",
      payload: {},
    });
  });

  it("is a pilot, and says another word for a batch, where that is asked for", async () => {
    const ctx = founder();
    await createOrganization(ctx, input("bansuri", { pilot: true, words: { batch: " Kurs ", batches: "Kurse" } }));
    const plain = founder();
    await createOrganization(plain, input("rabab"));
    const kept = "select pilot, words from organizations where id = $1";
    expect(await w.one(kept, [ctx.entrance.organizationId])).toEqual({
      pilot: true,
      words: { batch: "Kurs", batches: "Kurse" },
    });
    expect(await w.one(kept, [plain.entrance.organizationId])).toEqual({ pilot: false, words: {} });
  });

  it("a second time changes nothing and says so", async () => {
    const ctx = founder();
    const { organizationId } = ctx.entrance;
    await createOrganization(ctx, input("sitar"));
    const again = await createOrganization(founder(organizationId), input("sitar", { name: "Another name" }));
    expect(again).toEqual({ created: false, host: "sitar.hub.example" });
    expect(await w.one("select name, version from organizations where id = $1", [organizationId])).toEqual({
      name: "Veena House",
      version: 1,
    });
  });

  it("is refused under a slug another school has, and nothing of it is kept", async () => {
    const ctx = founder();
    expect(await refusal(createOrganization(ctx, input("nimbus")))).toEqual({ code: "organization.slug_taken" });
    const { rows } = await w.owner.query("select id from outbox where organization_id = $1", [
      ctx.entrance.organizationId,
    ]);
    expect(rows).toEqual([]);
  });

  it("is refused under a host another school has", async () => {
    await createOrganization(founder(), input("tabla", { baseDomain: "hub.example" }));
    await w.nimbus.asOwner("insert into organization_hosts (host, kind) values ('flute.hub.example', 'custom')");
    expect(await refusal(createOrganization(founder(), input("flute")))).toEqual({ code: "organization.slug_taken" });
  });

  it("of two at once makes one", async () => {
    const answers = await Promise.allSettled([1, 2, 3].map(() => createOrganization(founder(), input("sarangi"))));
    expect(answers.filter((one) => one.status === "fulfilled")).toHaveLength(1);
    expect(await w.one("select count(*)::int as n from organizations where slug = 'sarangi'")).toEqual({ n: 1 });
  });

  it("does not rename a school that has another slug", async () => {
    expect(await refusal(createOrganization(w.nimbus.job(), input("nimbus-two")))).toEqual({ code: "conflict" });
  });

  it("is nobody's who comes in by a host", async () => {
    const leader = await w.nimbus.staff("leadership");
    expect(await refusal(createOrganization(leader, input("santoor")))).toEqual({ code: "forbidden" });
  });

  it.each([
    ["a name Hub keeps for itself", { slug: "admin" }],
    ["capitals in the slug", { slug: "Veena" }],
    ["a slug of two letters", { slug: "ve" }],
    ["a slug that ends with a dash", { slug: "veena-" }],
    ["a zone nobody knows", { zone: "Asia/Atlantis" }],
    ["a meeting origin with a path", { meetingOrigins: ["https://zoom.us/j/1"] }],
    ["a code prefix in small letters", { codePrefix: "md" }],
    ["a leader without an address", { leader: { email: "meera", fullName: "Meera" } }],
  ])("is refused with %s", async (_, wrong: Partial<OrganizationInput>) => {
    await expect(createOrganization(founder(), input("mridangam", wrong))).rejects.toMatchObject({ name: "ZodError" });
  });

  it("keeps every reserved name from schools", async () => {
    for (const slug of reservedSlugs.filter((name) => name.length > 2))
      await expect(createOrganization(founder(), input(slug)), slug).rejects.toMatchObject({ name: "ZodError" });
  });
});
