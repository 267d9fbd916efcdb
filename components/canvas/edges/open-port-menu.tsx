"use client";
import { DropdownMenu as Radix } from "radix-ui";
import { connect, type EdgeEnd, edgeBetween, portAt } from "../../../lib/edit/edges.ts";
import { makeId } from "../../../lib/edit/ids.ts";
import { useEditorStore } from "../../editor/store/context.tsx";
import { graphOf } from "../../editor/store/document-slice.ts";
import type { PortChoice } from "../../editor/store/ui-slice.ts";
import { MenuItem, MenuLabel, menuBoxClass } from "../../ui/overlay/menu.tsx";
import { KindMark } from "../../ui/text/kind-mark.tsx";

/** The ports among which a person says where the dropped edge goes. */
export function OpenPortMenu({ choice: { screen, edgeEnd, node, ports, moves } }: { choice: PortChoice }) {
  const store = useEditorStore();
  const side: EdgeEnd["side"] = edgeEnd.side === "outputs" ? "inputs" : "outputs";
  const specs = ports.map((port) => {
    const state = store.getState();
    return { port, spec: portAt(graphOf(state), state.catalogue, { node, port, side }) };
  });
  const choose = (port: string) => {
    const { edit, catalogue } = store.getState();
    edit(moves === undefined ? "Connect" : "Move edge", (graph) => {
      const open = { ...graph, edges: graph.edges.filter(({ id }) => id !== moves) };
      return connect(open, catalogue, { id: moves ?? makeId("e"), ...edgeBetween(edgeEnd, { node, port }) });
    });
  };
  return (
    <Radix.Root open modal={false} onOpenChange={() => store.getState().set({ portChoice: undefined })}>
      <Radix.Trigger asChild>
        <span aria-hidden className="fixed size-0" style={{ left: screen.x, top: screen.y }} />
      </Radix.Trigger>
      <Radix.Portal>
        <Radix.Content
          align="start"
          sideOffset={4}
          collisionPadding={8}
          className={menuBoxClass}
          onCloseAutoFocus={(event) => event.preventDefault()}
        >
          <MenuLabel>{side === "inputs" ? "Choose an input" : "Choose an output"}</MenuLabel>
          {specs.map(({ port, spec }) => (
            <MenuItem key={port} icon={<KindMark kind={spec?.kind ?? "any"} />} onSelect={() => choose(port)}>
              {spec?.title ?? port}
            </MenuItem>
          ))}
        </Radix.Content>
      </Radix.Portal>
    </Radix.Root>
  );
}
