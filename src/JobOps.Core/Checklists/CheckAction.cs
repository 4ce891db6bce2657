namespace JobOps.Checklists;

/// <summary>What an item of a checklist looks at. Each kind has its own; see <see cref="CheckKind"/>.</summary>
public abstract record CheckAction;
