namespace DatasetPipeline.Tokens.Templates;

/// <summary>
/// The part of Jinja (https://jinja.palletsprojects.com/templates) that chat templates are written in: expressions, conditions,
/// loops, macros, namespaces, and the filters, tests and methods that such templates use. What is outside is an error, and so is
/// what would not end: a template is a program that came with somebody else's weights.
/// </summary>
internal sealed class Template
{
    private const int Longest = 256 << 10;

    private readonly TemplateStatement _body;

    private Template(TemplateStatement body) => _body = body;

    /// <summary>Reads a template.</summary>
    /// <exception cref="TemplateException">It is broken, too long or outside of what is read here.</exception>
    public static Template Parse(string text) => text.Length > Longest
        ? throw new TemplateException($"it has {text.Length} characters, and at most {Longest} are read")
        : new(Guarded(() => TemplateParser.Read(text)));

    /// <summary>What it writes.</summary>
    /// <exception cref="TemplateException">It does what is not done here, or too much of it.</exception>
    public string Render(IReadOnlyDictionary<string, object?> variables) => Guarded(() =>
    {
        var run = new TemplateRun(variables);
        _body(run);
        return run.Output.ToString();
    });

    private static T Guarded<T>(Func<T> work)
    {
        try
        {
            return work();
        }
        catch (InsufficientExecutionStackException)
        {
            throw new TemplateException("it is nested too deeply");
        }
    }
}
