/** What the pages of batches have around them, and who and what can be chosen there. */
import { consolePlaces, nimbus, ravi } from "./world";

export const around = { tenant: nimbus, places: consolePlaces("/admin/ops/batches"), person: ravi };

export const people = [
  { id: "1", name: "Nila Varghese" },
  { id: "2", name: "Omar Sheikh" },
];

export const hosts = [
  { id: "3", name: "Nimbus · Zoom 1" },
  { id: "4", name: "Nimbus · Zoom 2" },
];
