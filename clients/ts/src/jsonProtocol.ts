import { JsonHubProtocol, type HubMessage, type ILogger } from "@microsoft/signalr";
import { readJson, writeJson } from "./numberText.ts";

const endOfMessage = "\u001e";

/** SignalR's JSON protocol, which keeps the text of a payload's numbers: it goes back to the hub as it came, but for what its user edited. */
export class JsonProtocol extends JsonHubProtocol {
  override parseMessages(input: string, logger: ILogger): HubMessage[] {
    if (!input.includes('"payload"')) return super.parseMessages(input, logger);
    return input.split(endOfMessage).filter((record) => record !== "").flatMap((record) =>
      super.parseMessages(record + endOfMessage, logger).map((message) => Object.assign(message, readJson(record))));
  }

  override writeMessage(message: HubMessage): string {
    return writeJson(message) + endOfMessage;
  }
}
