/** Every action there is, in one table: the keyboard, the command palette, menus, toolbars and the list of shortcuts. */
import { arrangeCommands } from "./arrange-commands.ts";
import type { Command } from "./command.ts";
import { addCommands, editCommands } from "./edit-commands.ts";
import { pipelineCommands, runCommands } from "./pipeline-commands.ts";
import { runFromCommands } from "./run-from-commands.ts";
import { selectCommands, viewCommands } from "./view-commands.ts";

export const commands: readonly Command[] = [
  ...addCommands,
  ...editCommands,
  ...arrangeCommands,
  ...selectCommands,
  ...viewCommands,
  ...runCommands,
  ...runFromCommands,
  ...pipelineCommands,
];

const byId: ReadonlyMap<string, Command> = new Map(commands.map((command) => [command.id, command]));

/** The commands of these ids, in this order. */
export function commandsOf(ids: readonly string[]): Command[] {
  return ids.flatMap((id) => byId.get(id) ?? []);
}
