/**
 * The states of a child host, and the events that move it from one to another:
 *
 *   absent    no child process runs                  started → serving
 *   serving   it has calls                           rested → idle · stopped → stopping · ended → absent
 *   idle      it has none; a timer will end it       called → serving · stopped → stopping · ended → absent
 *   stopping  it was told to end and has not yet     started → serving · ended → absent
 *
 * Any other event leaves the state as it is. A call while the child is stopping starts another child.
 */
export type HostState<Child> = { name: "absent" } | { name: "serving" | "idle" | "stopping"; child: Child };
export type HostStateName = HostState<unknown>["name"];

/**
 * `started`: a call has started a child. `called`: another call has come. `rested`: the last call is done. `stopped`: the
 * child was idle for too long, or the host is closed. `ended`: the process is gone, however it went.
 */
export type HostEvent<Child> = { type: "started"; child: Child } | { type: "called" | "rested" | "stopped" | "ended" };

const moves: Record<HostStateName, Partial<Record<HostEvent<unknown>["type"], HostStateName>>> = {
  absent: { started: "serving" },
  serving: { rested: "idle", stopped: "stopping", ended: "absent" },
  idle: { called: "serving", stopped: "stopping", ended: "absent" },
  stopping: { started: "serving", ended: "absent" },
};

export function nextHostState<Child>(state: HostState<Child>, event: HostEvent<Child>): HostState<Child> {
  const name = moves[state.name][event.type];
  if (name === undefined) return state;
  if (name === "absent") return { name };
  if (event.type === "started") return { name, child: event.child };
  return state.name === "absent" ? state : { name, child: state.child };
}
