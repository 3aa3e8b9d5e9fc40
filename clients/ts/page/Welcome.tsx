const examples = [
  "I want to detect wildfires from Sentinel-2 and put results into a bucket",
  "Map floods with radar images and export them",
  "Which datasets fit a crop yield forecast?",
];

export function Welcome({ onPick }: { onPick: (text: string) => void }) {
  return (
    <section className="welcome">
      <h1>What do you want to see from above?</h1>
      <p>Describe a goal. You get an answer in words, and where blocks fit together, a pipeline to look at and decide on.</p>
      <ul>
        {examples.map((text) => (
          <li key={text}>
            <button type="button" className="example" onClick={() => onPick(text)}>{text}</button>
          </li>
        ))}
      </ul>
    </section>
  );
}
