using DatasetPipeline.Train.Starter;
using DatasetPipeline.Training;
var settings = TrainSettings.Read(args[0]);
if (args.Length > 2) settings = settings with { MaxSteps = int.Parse(args[2]) };
var t = new StarterTraining(settings, args[1]);
Console.WriteLine($"parameters {t.Model.Weights.Values.Sum(w => w.numel())}");
Console.WriteLine($"held out {t.HeldOutLoss(default)}");
foreach (var s in t.Run(default)) { if (s.Step % 10 == 0) Console.WriteLine($"{DateTime.UtcNow:HH:mm:ss} {s}"); if (s.Step % 200 == 0) t.Save(); }
t.Save();
Console.WriteLine($"held out {t.HeldOutLoss(default)}");
foreach (var (s, a) in t.Read(default)) { Console.WriteLine(s.Caption); Console.WriteLine("    " + a); }
