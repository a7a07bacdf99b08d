import type { ReactElement } from "react";

import { HostsScreen } from "../../app/routes/admin.ops.hosts/screen";
import type { HostsView } from "../../app/routes/admin.ops.hosts/screen";
import { around } from "./batch-world";

const hostList: HostsView = {
  hosts: [
    {
      id: "h1",
      version: "1",
      name: "Nimbus · Zoom 1",
      provider: "Zoom",
      active: true,
      size: "500",
      simultaneous: 2,
      hasKey: true,
      planned: 41,
    },
    {
      id: "h2",
      version: "1",
      name: "Nimbus · Zoom 2",
      provider: "Zoom",
      active: true,
      size: "No limit known",
      simultaneous: 1,
      hasKey: false,
      planned: 0,
    },
    {
      id: "h3",
      version: "3",
      name: "Old account",
      provider: "Google Meet",
      active: false,
      size: "100",
      simultaneous: 1,
      hasKey: false,
      planned: 0,
    },
  ],
  flash: null,
};

export const hostPages: Record<string, ReactElement> = {
  hosts: <HostsScreen {...around} view={hostList} sentBack={null} />,
};
