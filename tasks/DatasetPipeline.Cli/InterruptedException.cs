namespace DatasetPipeline.Cli;

/// <summary>Work was cancelled, and the message says where it stands.</summary>
public sealed class InterruptedException(string message, Exception inner) : OperationCanceledException(message, inner);
