import { expect, it } from "vitest";

import { askForCode, enterCode, signInStudent } from "./sign-in";
import type { Stage } from "./stage";

/** Codes, links and the end of auth sessions, as a student meets them. */
export function signInJourney(of: () => Stage): void {
  it("takes the link in the mail as a page with a button: opening it twice uses nothing up", async () => {
    const stage = of();
    const raga = stage.school("raga");
    const { page } = await stage.open({ scripts: false });
    const mail = await askForCode(page, raga.url, stage.demo.sandbox, raga.student("class_live"));
    for (const _ of ["a mail scanner", "the student"]) {
      await page.goto(mail.link);
      expect(await page.getByRole("heading", { level: 1 }).textContent()).toContain("Sign in to Raga Music School");
    }
    await page.goto(`${raga.url}/auth/confirm`);
    await enterCode(page, mail.code);
    await page.waitForURL(`${raga.url}/app`);
  });

  it("signs in by the link's button, once", async () => {
    const stage = of();
    const raga = stage.school("raga");
    const { page } = await stage.open({ scripts: true });
    const mail = await askForCode(page, raga.url, stage.demo.sandbox, raga.student("class_live"));
    await page.goto(mail.link);
    await page.getByRole("button", { name: "Sign in" }).click();
    await page.waitForURL(`${raga.url}/app`);
    await page.goto(mail.link);
    await page.waitForURL(/\/auth\/login/);
  });

  it("opens the link in another browser only to say where it works", async () => {
    const stage = of();
    const raga = stage.school("raga");
    const [here, elsewhere] = [await stage.open(), await stage.open()];
    const mail = await askForCode(here.page, raga.url, stage.demo.sandbox, raga.student("class_later"));
    await elsewhere.page.goto(mail.link);
    await elsewhere.page.waitForURL(/\/auth\/login/);
    expect(await elsewhere.page.getByRole("alert").textContent()).toContain("browser");
  });

  it.each([true, false])("says beside the field what is wrong with a code, scripts: %s", async (scripts) => {
    const stage = of();
    const raga = stage.school("raga");
    const { page } = await stage.open({ scripts });
    const { code } = await askForCode(page, raga.url, stage.demo.sandbox, raga.student(scripts ? "paused" : "unpaid"));
    await enterCode(page, code === "000000" ? "111111" : "000000");
    const alert = page.getByRole("alert");
    await alert.waitFor();
    expect(await alert.textContent()).toMatch(/4 tries are left/);
    expect(await alert.evaluate((box) => box === document.activeElement)).toBe(true);
    expect(await page.getByLabel("Six-digit code").getAttribute("aria-invalid")).toBe("true");
  });

  it("ends here at once, and everywhere on the next request", async () => {
    const stage = of();
    const raga = stage.school("raga");
    const email = raga.student("no_batch");
    const [phone, laptop] = [await stage.open({ scripts: false }), await stage.open({ width: 1280 })];
    for (const { page } of [phone, laptop]) await signInStudent(page, raga.url, stage.demo.sandbox, email);

    await laptop.page.getByRole("link", { name: "Profile" }).click();
    await laptop.page.getByRole("button", { name: "Sign out everywhere" }).click();
    await laptop.page.waitForURL(/\/auth\/login\?notice=signed_out_everywhere/);
    expect(await laptop.page.getByRole("status").textContent()).toContain("signed out everywhere");

    await phone.page.reload();
    await phone.page.waitForURL(/\/auth\/login/);
    await signInStudent(phone.page, raga.url, stage.demo.sandbox, email);
    await phone.page.goto(`${raga.url}/app/profile`);
    await phone.page.getByRole("button", { name: "Sign out here" }).click();
    await phone.page.waitForURL(/\/auth\/login\?notice=signed_out/);
    await phone.page.goto(`${raga.url}/app`);
    await phone.page.waitForURL(/\/auth\/login/);
  });

  it("ends one other browser from the profile", async () => {
    const stage = of();
    const raga = stage.school("raga");
    const email = raga.student("suspended");
    const [lost, kept] = [await stage.open(), await stage.open()];
    for (const { page } of [lost, kept]) await signInStudent(page, raga.url, stage.demo.sandbox, email);
    await kept.page.getByRole("link", { name: "Profile" }).click();
    await kept.page.getByRole("button", { name: /^Sign out Chrome/ }).click();
    await kept.page.getByText("That device is signed out").waitFor();
    await lost.page.getByRole("link", { name: "Profile" }).click();
    await lost.page.waitForURL(/\/auth\/login/);
    await kept.page.reload();
    expect(new URL(kept.page.url()).pathname).toBe("/app/profile");
  });
}
