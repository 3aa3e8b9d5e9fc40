import icon from "./icon.svg";

export function Brand() {
  return (
    <span className="brand">
      <img src={icon} alt="" width="26" height="26" />
      Constellation
    </span>
  );
}
