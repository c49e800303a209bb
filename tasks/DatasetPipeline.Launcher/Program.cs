using DatasetPipeline.Launcher;

return Launch.Run(Tool.Own, args, Environment.CurrentDirectory);
