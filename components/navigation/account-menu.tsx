"use client";
import { LogOut, Settings } from "lucide-react";
import Link from "next/link";
import { switchTo } from "../api/current-workspace.ts";
import { leave } from "../api/leave.ts";
import { Menu, MenuChoice, MenuItem, MenuLabel, MenuSeparator } from "../ui/overlay/menu.tsx";
import { asTheme, type Theme } from "../ui/page/theme.ts";
import { useTheme } from "../ui/page/use-theme.ts";

const themeOptions = [
  { value: "system", label: "System" },
  { value: "light", label: "Light" },
  { value: "dark", label: "Dark" },
] as const satisfies readonly { value: Theme; label: string }[];

type Props = {
  user: { name: string; email: string };
  workspace: { id: string; name: string };
  /** All that the person belongs to. */
  workspaces: readonly { id: string; name: string }[];
};

export function AccountMenu({ user: { name, email }, workspace, workspaces }: Props) {
  const [theme, setTheme] = useTheme();
  return (
    <Menu
      trigger={
        <button
          type="button"
          aria-label="Account"
          className="flex size-7 items-center justify-center rounded-full border bg-raised font-semibold text-2xs text-muted transition-colors hover:bg-hover hover:text-ink"
        >
          {initials(name || email)}
        </button>
      }
    >
      <div className="px-2 py-1.5">
        <p className="truncate font-medium">{name || email}</p>
        <p className="truncate text-muted text-xs">
          {name ? `${email} · ` : ""}
          {workspace.name}
        </p>
      </div>
      <MenuSeparator />
      <MenuItem asChild>
        <Link href="/settings">
          <Settings aria-hidden />
          Settings
        </Link>
      </MenuItem>
      {workspaces.length > 1 ? (
        <>
          <MenuSeparator />
          <MenuLabel>Workspace</MenuLabel>
          <MenuChoice
            value={workspace.id}
            options={workspaces.map((each) => ({ value: each.id, label: each.name }))}
            onChange={switchTo}
          />
        </>
      ) : null}
      <MenuSeparator />
      <MenuLabel>Theme</MenuLabel>
      <MenuChoice value={theme} options={themeOptions} onChange={(next) => setTheme(asTheme(next))} />
      <MenuSeparator />
      <MenuItem icon={<LogOut aria-hidden />} onSelect={leave}>
        Sign out
      </MenuItem>
    </Menu>
  );
}

function initials(name: string): string {
  const words = name.split(/[\s@.]+/).filter(Boolean);
  return `${words[0]?.[0] ?? "?"}${words.length > 1 ? (words[1]?.[0] ?? "") : ""}`.toUpperCase();
}
