using DatasetPipeline.Launcher;

return TrainCommand.Run(args, Environment.CurrentDirectory);
