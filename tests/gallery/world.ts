import type { Place, Tenant } from "#app/ui/tenant";
import { schoolWords, usualWords } from "#kernel/school-words";

export const nimbus: Tenant = {
  name: "Nimbus Academy",
  letter: "N",
  brand: "#1f5fbf",
  support: { email: "help@nimbus.example", phone: "+91 80 4710 2200", hours: "Every day, 9 am to 10 pm IST" },
  words: usualWords,
};

export const raga: Tenant = {
  name: "Raga Musikschule für Nordindische Klassik",
  letter: "R",
  brand: "#9a3412",
  support: { email: "buero@raga.example", phone: null, hours: null },
  words: schoolWords({ batch: "Cohort" }),
};

/** A school that left its support details empty. */
export const bare: Tenant = { ...nimbus, brand: "#777777", support: { email: null, phone: null, hours: null } };

export function studentPlaces(current: string): Place[] {
  const places = [
    { href: "/app", label: "Home", icon: "house" },
    { href: "/app/batches", label: "Classes", icon: "calendar-days" },
    { href: "/app/profile", label: "Profile", icon: "circle-user" },
  ] as const;
  return places.map((place) => ({ ...place, current: place.href === current }));
}

export function consolePlaces(current: string): Place[] {
  const places = [
    { href: "/admin/ops/today", label: "Today", icon: "gauge" },
    { href: "/admin/ops/students", label: "Students", icon: "users" },
    { href: "/admin/ops/payments", label: "Payments", icon: "banknote" },
    { href: "/admin/ops/students/import", label: "Imports", icon: "list-checks" },
    { href: "/admin/ops/attendance", label: "Attendance", icon: "circle-check" },
    { href: "/admin/ops/dead-letters", label: "Dead letters", icon: "inbox" },
    { href: "/admin/ops/audit", label: "Who did what", icon: "list-checks" },
  ] as const;
  return places.map((place) => ({ ...place, current: place.href === current }));
}

export const ravi = { name: "Ravi Menon", role: "Operations", signOutAction: "/auth/logout" };
