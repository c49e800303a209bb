using System.Runtime.CompilerServices;
using System.Text;

namespace DatasetPipeline.Tokens.Templates;

/// <summary>One rendering: variables, what is written, and how much work is left, as a template is a program of somebody else's.</summary>
internal sealed class TemplateRun(IReadOnlyDictionary<string, object?> variables)
{
    private long _left = 200_000;

    /// <summary>Names, those of the innermost block last.</summary>
    public List<Dictionary<string, object?>> Scopes { get; private set; } = [new(variables, StringComparer.Ordinal)];

    /// <summary>What has been written.</summary>
    public StringBuilder Output { get; private set; } = new();

    /// <summary>Takes work from what is left: one for a step, or as many as characters or items are touched.</summary>
    /// <exception cref="TemplateException">None is left, or calls are nested too deeply.</exception>
    public void Spend(long work = 1)
    {
        RuntimeHelpers.EnsureSufficientExecutionStack();
        if ((_left -= Math.Max(0, work)) < 0)
            throw new TemplateException("it takes too long");
    }

    /// <summary>A variable, or <see cref="Undefined"/>.</summary>
    public object? Find(string name)
    {
        for (var i = Scopes.Count - 1; i >= 0; i--)
        {
            if (Scopes[i].TryGetValue(name, out var value))
                return value;
        }

        return TemplateFunctions.Globals.TryGetValue(name, out var function) ? function : Undefined.Value;
    }

    /// <summary>Sets a variable of the innermost block.</summary>
    public void Set(string name, object? value) => Scopes[^1][name] = value;

    /// <summary>Runs with these names on top.</summary>
    public T Within<T>(Dictionary<string, object?> names, Func<T> work)
    {
        Scopes.Add(names);
        try
        {
            return work();
        }
        finally
        {
            Scopes.RemoveAt(Scopes.Count - 1);
        }
    }

    /// <summary>What a part writes, taken aside.</summary>
    /// <param name="scopes">Names that it sees.</param>
    /// <param name="part">The part.</param>
    public string Aside(List<Dictionary<string, object?>> scopes, TemplateStatement part)
    {
        var (output, seen) = (Output, Scopes);
        (Output, Scopes) = (new StringBuilder(), scopes);
        try
        {
            part(this);
            return Output.ToString();
        }
        finally
        {
            (Output, Scopes) = (output, seen);
        }
    }
}
