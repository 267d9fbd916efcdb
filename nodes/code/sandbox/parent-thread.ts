/** Ends a sandbox whose worker has gone, also while its code keeps the main thread. Says once that it watches. */
import { parentPort, workerData } from "node:worker_threads";

setInterval(() => {
  if (process.ppid !== workerData) process.kill(process.pid, "SIGKILL");
}, 1000);
parentPort?.postMessage("watching");
